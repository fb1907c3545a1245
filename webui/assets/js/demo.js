// <lm-demo>: demo telephones without a new page for every key. Each button goes off as its form
// would; how things stand afterwards comes over the page's stream. A lifted telephone is heard.
const RATE = 8000; // samples a second
const MOST_KEYS = 20;
const KEYS = /^[0-9*#]$/;

/** Samples of 16 bits as the sound card wants them; `rest` is half a sample left over. */
const samples = (rest, bytes) => {
  const whole = new Uint8Array(rest.length + bytes.length);
  whole.set(rest);
  whole.set(bytes, rest.length);
  const count = whole.length >> 1;
  const view = new DataView(whole.buffer);
  const found = Float32Array.from({ length: count }, (_, at) => view.getInt16(at * 2, true) / 32768);
  return [found, whole.slice(count * 2)];
};

class Demo extends HTMLElement {
  #keys = new Map(); // by telephone, what is to be pressed yet
  #context = null;
  #loaded = null;
  #hearing = null;

  connectedCallback() {
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("keydown", (event) => this.#typed(event));
    this.#part("stop").addEventListener("click", () => this.#deaf());
  }

  disconnectedCallback() {
    this.#deaf();
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  #clicked(event) {
    const button = event.target.closest("[data-hand]");
    if (!button) return;
    event.preventDefault();
    const { form } = button;
    const phone = button.closest("[data-phone]");
    const fields = { [button.name]: button.value };
    if (button.dataset.hand === "press") this.#press(phone.dataset.phone, button.value);
    else if (button.dataset.hand === "hear") this.#hear(phone);
    else if (button.dataset.hand === "end") this.#send(form.getAttribute("action"), fields);
    else this.#hook(form, phone, button.value);
  }

  #typed(event) {
    const phone = event.target.closest("[data-phone]");
    if (!phone?.dataset.lifted || !KEYS.test(event.key)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#press(phone.dataset.phone, event.key);
  }

  async #hook(form, phone, deed) {
    const key = phone.dataset.phone;
    if (deed === "lift") this.#wake();
    const done = await this.#send(form.getAttribute("action"), { phone: key, do: deed });
    if (done && deed === "lift" && this.dataset.sound) this.#hear(phone);
    if (deed !== "lift" && this.#hearing?.phone === key) this.#deaf();
  }

  // What is pressed while keys are on the way goes off with the next ones, in its order.
  async #press(phone, key) {
    const busy = this.#keys.has(phone);
    this.#keys.set(phone, (this.#keys.get(phone) ?? "") + key);
    if (busy) return;
    while (this.#keys.get(phone)) {
      const digits = this.#keys.get(phone).slice(0, MOST_KEYS);
      this.#keys.set(phone, this.#keys.get(phone).slice(digits.length));
      if (!(await this.#send("/demo/press", { phone, digits }))) break;
    }
    this.#keys.delete(phone);
  }

  async #send(action, fields) {
    let problem = "";
    try {
      const body = new URLSearchParams({ ...fields, token: this.dataset.token });
      const answer = await fetch(action, { method: "POST", body, headers: { Accept: "text/plain" } });
      if (answer.status === 409) problem = await answer.text();
      else if (answer.status !== 204) problem = this.dataset.broken;
    } catch {
      problem = this.dataset.broken;
    }
    this.#part("problem").hidden = !problem;
    this.#part("problem-text").textContent = problem;
    return !problem;
  }

  // A browser lets sound begin while a button is being pressed, not later.
  #wake() {
    if (!this.dataset.sound) return;
    this.#context ??= new AudioContext({ sampleRate: RATE });
    this.#context.resume();
  }

  async #hear(phone) {
    this.#wake();
    this.#deaf();
    const hearing = { phone: phone.dataset.phone, stop: new AbortController() };
    this.#hearing = hearing;
    try {
      const node = await this.#ear();
      hearing.node = node;
      const answer = await fetch(`/demo/sound?phone=${hearing.phone}`, { signal: hearing.stop.signal });
      if (!answer.ok || !answer.body || hearing.stop.signal.aborted) return;
      this.#part("whose").textContent = phone.dataset.called;
      this.#part("ear").hidden = false;
      node.connect(this.#context.destination);
      await this.#play(answer.body.getReader(), node);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    } finally {
      if (this.#hearing === hearing) this.#deaf();
      else hearing.node?.disconnect();
    }
  }

  async #ear() {
    this.#loaded ??= this.#context.audioWorklet.addModule(this.dataset.ear);
    await this.#loaded;
    return new AudioWorkletNode(this.#context, "lm-ear", { numberOfInputs: 0, outputChannelCount: [1] });
  }

  async #play(reader, node) {
    let rest = new Uint8Array();
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      const [found, left] = samples(rest, value);
      rest = left;
      this.dataset.heard = String(Number(this.dataset.heard ?? 0) + found.length);
      node.port.postMessage(found, [found.buffer]); // and it is ours no longer
    }
  }

  #deaf() {
    this.#hearing?.stop.abort();
    this.#hearing?.node?.disconnect();
    this.#hearing = null;
    this.#part("ear").hidden = true;
  }
}

customElements.define("lm-demo", Demo);
