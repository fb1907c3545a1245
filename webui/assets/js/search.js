// <lm-search>: Ctrl+K or "/" opens the search over the page; what fits is shown while one types.
// Arrows walk through it, Enter goes to the first. Without a script its link leads to a page.
const QUIET_MS = 150; // between keys

class Search extends HTMLElement {
  #timer = 0;
  #asked = "";

  connectedCallback() {
    const dialog = this.querySelector("dialog");
    document.querySelector(".search-opens").addEventListener("click", (event) => {
      event.preventDefault();
      this.#open();
    });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
      const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (slash || ((event.ctrlKey || event.metaKey) && event.code === "KeyK")) {
        event.preventDefault();
        this.#open();
      }
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    this.#input.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#ask(), QUIET_MS);
    });
    dialog.addEventListener("keydown", (event) => this.#walk(event));
    this.querySelector("form").addEventListener("submit", (event) => {
      const first = this.#links[0];
      if (first && this.#asked === this.#input.value) {
        event.preventDefault();
        first.click();
      }
    });
  }

  get #input() {
    return this.querySelector("input");
  }

  get #links() {
    return [...this.querySelectorAll("#search-found a")];
  }

  #open() {
    const dialog = this.querySelector("dialog");
    if (!dialog.open) dialog.showModal();
    this.#input.focus();
    this.#input.select();
  }

  async #ask() {
    const text = this.#input.value;
    const answer = await fetch(`/search/found?q=${encodeURIComponent(text)}`, { redirect: "error" }).catch(() => null);
    if (!answer?.ok || this.#input.value !== text) return; // an older answer that came late
    this.querySelector("#search-found").innerHTML = await answer.text();
    this.#asked = text;
  }

  #walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [this.#input, ...this.#links];
    const place = stops.indexOf(document.activeElement);
    stops[(place + step + stops.length) % stops.length].focus();
  }
}

customElements.define("lm-search", Search);
