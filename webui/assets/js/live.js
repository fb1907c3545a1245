// <lm-live src="/live/ports">: swaps page fragments as the server sends them over one event stream.
//
// A fragment is an element with an id; the server sends its new HTML under that name. Of a list
// whose elements come and go it sends which are gone, and the new ones. While the
// server or the supervisor cannot be reached the notice is shown and what is on screen is marked
// as old; when it is back the server sends every fragment anew, so no reload is needed.
import htmx from "htmx.org/dist/htmx.esm.js";

htmx.config.morphIgnore = [...htmx.config.morphIgnore, "open"]; // a reader opened it, not the server
const RETRY_MS = [500, 1000, 2000, 4000];

class Live extends HTMLElement {
  #source = null;
  #failures = 0;
  #timer = 0;

  connectedCallback() {
    this.#open();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#calm();
  }

  #open() {
    this.#source = new EventSource(this.#address());
    this.#source.addEventListener("fragment", (event) => this.#swap(event.data));
    this.#source.addEventListener("gone", (event) => document.getElementById(event.data)?.remove());
    this.#source.addEventListener("added", (event) => this.#add(event.data));
    this.#source.addEventListener("newest", (event) => this.#put(event.data, event.lastEventId));
    this.#source.addEventListener("lost", () => this.#say("supervisor"));
    this.#source.addEventListener("back", () => this.#back());
    this.#source.addEventListener("signed-out", () => location.assign("/login"));
    // The browser gives up for good on an answer that is not a stream (nginx without the web
    // process): close and try again ourselves.
    this.#source.onerror = () => {
      this.#source.close();
      const wait = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)];
      this.#failures += 1;
      if (this.#failures > 1) this.#say("server");
      this.#timer = setTimeout(() => this.#open(), wait);
    };
  }

  // A list that is followed says from where on: what came while nobody listened comes too.
  #address() {
    const { after, drawn } = document.getElementById(this.getAttribute("list"))?.dataset ?? {};
    const address = new URL(this.getAttribute("src"), location);
    if (after) address.searchParams.set("after", after);
    else if (drawn) address.searchParams.set("drawn", drawn);
    return address;
  }

  #swap(html) {
    const name = /id="([^"]+)"/.exec(html)?.[1];
    const target = name && document.getElementById(name);
    if (target) htmx.swap({ target, text: html, swap: "outerMorph", sourceElement: this });
  }

  // The first line names the list; the rest is its new last element.
  #add(data) {
    const end = data.indexOf("\n");
    const target = document.getElementById(data.slice(0, end));
    const text = data.slice(end + 1);
    if (target) htmx.swap({ target, text, swap: "beforeend", sourceElement: this });
  }

  // The first line names the list; the rest goes on top of it, and what is too much goes below.
  #put(data, place) {
    const end = data.indexOf("\n");
    const list = document.getElementById(data.slice(0, end));
    if (!list) return;
    const made = document.createElement("template");
    made.innerHTML = data.slice(end + 1);
    list.prepend(made.content);
    while (list.children.length > Number(list.dataset.most)) list.lastElementChild.remove();
    list.dataset.after = place;
    list.closest("[hidden]")?.removeAttribute("hidden");
    document.querySelector(`[data-empty-of="${list.id}"]`)?.remove();
  }

  #say(who) {
    for (const notice of document.querySelectorAll("[data-link-notice]")) {
      notice.hidden = notice.dataset.linkNotice !== who;
    }
    document.querySelector("main")?.classList.add("is-stale");
  }

  #back() {
    this.#failures = 0;
    if (this.hasAttribute("reload")) location.reload();
    this.#calm();
  }

  #calm() {
    for (const notice of document.querySelectorAll("[data-link-notice]")) notice.hidden = true;
    document.querySelector("main")?.classList.remove("is-stale");
  }
}

customElements.define("lm-live", Live);
