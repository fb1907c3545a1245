// <lm-strength for="password" words="Too short|Too easy to guess|Good|Strong">: a hint beside the field;
// the box judges, as it will when the form is sent.
const PAUSE = 250; // ms without a key

async function judged(field) {
  const body = new URLSearchParams({ password: field.value, token: field.form.elements.token.value });
  const answer = await fetch("/password/strength", { method: "POST", body, redirect: "error" }).catch(() => null);
  return answer?.ok ? Number(await answer.text()) : null;
}

class Strength extends HTMLElement {
  connectedCallback() {
    const words = this.getAttribute("words").split("|");
    const field = document.getElementById(this.getAttribute("for"));
    const meter = this.querySelector("meter");
    const text = this.querySelector("[data-word]");
    let waiting = 0;
    const show = (level) => {
      meter.value = level ?? 0;
      text.textContent = level === null ? "" : words[level];
    };
    const ask = async () => {
      const typed = field.value;
      const level = await judged(field);
      if (field.value === typed) show(level);
    };
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      if (field.value) waiting = setTimeout(ask, PAUSE);
      else show(null);
    });
    show(null);
  }
}

customElements.define("lm-strength", Strength);
