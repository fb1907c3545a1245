// <lm-countdown seconds="60">: counts down to nothing, then loads the page anew: what was waited
// for has been decided by then. With `instead` the template of that id takes the place of what is
// around it and the page stays, where a form may be half filled in; with `stays` nothing happens,
// where the page moves by itself.
class Countdown extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    const end = performance.now() + Number(this.getAttribute("seconds")) * 1000;
    const show = () => {
      const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      this.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      if (left === 0) {
        clearInterval(this.#timer);
        this.#over();
      }
    };
    this.#timer = setInterval(show, 1000);
    show();
  }

  #over() {
    const instead = document.getElementById(this.getAttribute("instead") ?? "");
    if (instead) this.closest("section").replaceChildren(instead.content.cloneNode(true));
    else if (!this.hasAttribute("stays")) setTimeout(() => location.reload(), 1500);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }
}

customElements.define("lm-countdown", Countdown);
