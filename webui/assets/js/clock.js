// <lm-clock elapsed="75">1:15</lm-clock>: counts on from what the server said, whatever the
// browser's own clock thinks.
class Clock extends HTMLElement {
  static observedAttributes = ["elapsed"];
  #start = 0;
  #timer = 0;

  attributeChangedCallback() {
    this.#start = performance.now() - Number(this.getAttribute("elapsed")) * 1000;
    this.#show();
  }

  connectedCallback() {
    this.#timer = setInterval(() => this.#show(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  #show() {
    const total = Math.max(0, Math.floor((performance.now() - this.#start) / 1000));
    const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
    const two = (n) => String(n).padStart(2, "0");
    this.textContent = hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
  }
}

customElements.define("lm-clock", Clock);
