// <lm-countdown seconds="60">: counts down to nothing, then loads the page anew: what was waited
// for has been decided by then. With `stays` the page is left alone, where it moves by itself.
class Countdown extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    const end = performance.now() + Number(this.getAttribute("seconds")) * 1000;
    const show = () => {
      const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      this.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      if (left === 0) {
        clearInterval(this.#timer);
        if (!this.hasAttribute("stays")) setTimeout(() => location.reload(), 1500);
      }
    };
    this.#timer = setInterval(show, 1000);
    show();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }
}

customElements.define("lm-countdown", Countdown);
