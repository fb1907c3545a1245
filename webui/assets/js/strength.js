// <lm-strength for="password" words="Too short|Weak|Fair|Good|Strong">: a hint beside the field;
// what is accepted is the supervisor's decision.
const MINIMUM = 10;

export function strength(password) {
  if (password.length < MINIMUM) return 0;
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(password)).length;
  const different = new Set(password).size;
  const points = password.length + 3 * kinds + different;
  if (different < 5) return 1;
  if (points < 27) return 1;
  if (points < 33) return 2;
  return points < 42 ? 3 : 4;
}

class Strength extends HTMLElement {
  connectedCallback() {
    const words = this.getAttribute("words").split("|");
    const field = document.getElementById(this.getAttribute("for"));
    const meter = this.querySelector("meter");
    const text = this.querySelector("[data-word]");
    const show = () => {
      const level = strength(field.value);
      meter.value = field.value ? level : 0;
      text.textContent = field.value ? words[level] : "";
    };
    field.addEventListener("input", show);
    show();
  }
}

customElements.define("lm-strength", Strength);
