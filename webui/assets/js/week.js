// <lm-week>: draws each day's hours as a bar while they are typed, and copies Monday's.
const SPAN = /^(\d{1,2})(?:[:.](\d\d))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d\d))?$/;
const SVG = "http://www.w3.org/2000/svg";

function spans(text) {
  return text.split(/[,;]/).map((each) => SPAN.exec(each.trim())).filter(Boolean)
    .map(([, h1, m1, h2, m2]) => [Number(h1) * 60 + Number(m1 ?? 0), Number(h2) * 60 + Number(m2 ?? 0)])
    .filter(([start, end]) => start < end && end <= 1440);
}

function rect(kind, x, width) {
  const drawn = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ class: kind, x, width, y: 0, height: 24, rx: 6 })) {
    drawn.setAttribute(name, value);
  }
  return drawn;
}

class Week extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", () => this.#draw());
    this.querySelector("[data-week]").addEventListener("click", () => {
      const [monday, ...others] = this.querySelectorAll("input");
      for (const day of others.slice(0, 4)) day.value = monday.value;
      this.#draw();
    });
    this.#draw();
  }

  #draw() {
    for (const day of this.querySelectorAll(".week-day")) {
      const open = spans(day.querySelector("input").value);
      const bars = open.map(([start, end]) => rect("open", start, end - start));
      day.querySelector("svg").replaceChildren(rect("all", 0, 1440), ...bars);
    }
  }
}

customElements.define("lm-week", Week);
