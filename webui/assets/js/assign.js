// <lm-assign>: a number that is dragged onto a port is put there by the form within. The list at
// each port does the same without a mouse.
const KIND = "application/x-lineman-number";

class Assign extends HTMLElement {
  connectedCallback() {
    this.addEventListener("dragstart", (event) => {
      const who = event.target.closest?.("[data-who]")?.dataset.who;
      if (!who) return;
      event.dataTransfer.setData(KIND, who);
      event.dataTransfer.effectAllowed = "move";
    });
    this.addEventListener("dragover", (event) => {
      const port = event.dataTransfer.types.includes(KIND) ? this.#port(event) : null;
      if (port) event.preventDefault();
      this.#mark(port);
    });
    this.addEventListener("dragend", () => this.#mark(null));
    this.addEventListener("drop", (event) => this.#put(event));
  }

  #port(event) {
    return event.target.closest?.("[data-at]") ?? null;
  }

  #mark(port) {
    for (const each of this.querySelectorAll(".is-target")) {
      if (each !== port) each.classList.remove("is-target");
    }
    port?.classList.add("is-target");
  }

  #put(event) {
    const port = this.#port(event);
    const who = event.dataTransfer.getData(KIND);
    if (!port || !who) return;
    event.preventDefault();
    const form = this.querySelector("form[hidden]");
    form.action = `/ports/telephone?at=${encodeURIComponent(port.dataset.at)}`;
    form.elements.who.value = who;
    form.requestSubmit();
  }
}

customElements.define("lm-assign", Assign);
