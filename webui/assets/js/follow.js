// <lm-follow src="/live/logs" list="log-lines">: two buttons, of which one is shown: a list is
// followed over an event stream, or paused. A tab that nobody looks at listens to nothing; what came
// meanwhile comes afterwards.
class Follow extends HTMLElement {
  #follows = false;
  #look = () => this.#listen(this.#follows && !document.hidden);

  connectedCallback() {
    this.hidden = false;
    for (const button of this.querySelectorAll("button")) {
      button.addEventListener("click", () => this.#press(button));
    }
    document.addEventListener("visibilitychange", this.#look);
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.#look);
  }

  #press(pressed) {
    this.#follows = !this.#follows;
    for (const button of this.querySelectorAll("button")) {
      button.hidden = button === pressed;
      if (!button.hidden) button.focus();
    }
    this.querySelector("[role=status]").textContent = pressed.dataset.says;
    this.#look();
  }

  #listen(wanted) {
    const now = this.querySelector("lm-live");
    if (!wanted) now?.remove();
    if (!wanted || now) return;
    const live = document.createElement("lm-live");
    for (const name of ["src", "list"]) live.setAttribute(name, this.getAttribute(name));
    this.append(live);
  }
}

customElements.define("lm-follow", Follow);
