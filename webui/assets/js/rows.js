// <lm-rows>: rows of a list in a form: added from the template, moved, taken out.
class Rows extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target.closest("[data-row]");
      if (!button || button.closest("lm-rows") !== this) return;
      const row = button.closest(".row-item");
      if (button.dataset.row === "add") this.#add();
      else if (button.dataset.row === "remove") this.#remove(row);
      else this.#move(row, button);
    });
  }

  get #list() {
    return this.querySelector(".row-list");
  }

  #add() {
    this.#list.append(this.querySelector("template").content.cloneNode(true));
    this.#list.lastElementChild.querySelector("select, input")?.focus();
  }

  #remove(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (next?.querySelector("select, input") ?? this.querySelector('[data-row="add"]')).focus();
  }

  #move(row, button) {
    const up = button.dataset.row === "up";
    const other = up ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (up) other.before(row);
    else other.after(row);
    button.focus();
  }
}

customElements.define("lm-rows", Rows);
