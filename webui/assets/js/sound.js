// <lm-sound action="/prompts/sound">: makes any file that this browser can play one that a telephone
// plays, and sends that. The box itself reads WAV alone, so a file that was made to harm its reader
// only ever meets the browser of whoever chose it.
const RATE = 8000; // samples a second
const HEAD = 44; // bytes before the samples

/** All sides of a buffer together, as a WAV file of 16 bits. */
const wav = (buffer) => {
  const count = buffer.numberOfChannels;
  const sides = Array.from({ length: count }, (_, side) => buffer.getChannelData(side));
  const view = new DataView(new ArrayBuffer(HEAD + buffer.length * 2));
  const letters = (at, text) => [...text].forEach((each, n) => view.setUint8(at + n, each.charCodeAt(0)));
  letters(0, "RIFF");
  view.setUint32(4, HEAD - 8 + buffer.length * 2, true);
  letters(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  letters(36, "data");
  view.setUint32(40, buffer.length * 2, true);
  for (let at = 0; at < buffer.length; at += 1) {
    const sum = sides.reduce((whole, side) => whole + side[at], 0) / count;
    view.setInt16(HEAD + at * 2, Math.round(Math.max(-1, Math.min(1, sum)) * 32767), true);
  }
  return view.buffer;
};

class Sound extends HTMLElement {
  #request = null;

  connectedCallback() {
    this.#part("file").addEventListener("change", () => this.#chosen());
    this.#part("out").addEventListener("click", () => this.#hold("", ""));
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  #say(text) {
    this.#part("words").textContent = text;
  }

  #wrong(text) {
    this.#part("error").hidden = !text;
    this.#part("error-text").textContent = text;
    this.#part("file").classList.toggle("is-invalid", Boolean(text));
    if (text) this.#part("file").setAttribute("aria-invalid", "true");
    else this.#part("file").removeAttribute("aria-invalid");
    if (text) this.#say("");
  }

  #hold(value, digest) {
    this.#part("value").value = value;
    this.#part("held").hidden = !value;
    if (digest) this.#part("player").src = `/prompts/heard?digest=${digest}`;
    this.#wrong("");
    this.#say(value ? "" : this.dataset.none);
  }

  async #chosen() {
    const file = this.#part("file").files[0];
    this.#request?.abort();
    if (!file) return;
    this.#wrong("");
    this.#say(this.dataset.reading);
    let body = file; // what the browser cannot read the box refuses in words
    try {
      const context = new OfflineAudioContext(1, 1, RATE); // it decodes to its own rate
      body = wav(await context.decodeAudioData(await file.arrayBuffer()));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
    const size = body.byteLength ?? body.size;
    const large = body === file ? this.dataset.unread : this.dataset.large;
    if (size > Number(this.dataset.limit)) this.#wrong(large);
    else this.#send(body);
  }

  #send(body) {
    const request = new XMLHttpRequest();
    this.#request = request;
    request.open("PUT", this.getAttribute("action"));
    request.setRequestHeader("X-CSRF-Token", this.dataset.token);
    request.setRequestHeader("Content-Type", "audio/wav");
    request.upload.onprogress = ({ loaded, total }) =>
      this.#say(this.dataset.sending.replace("{percent}", Math.floor((loaded / total) * 100)));
    request.onload = () => this.#done(request.status, request.responseText);
    request.onerror = () => this.#wrong(this.dataset.broken);
    request.send(body);
  }

  #done(status, text) {
    if (status === 200) this.take(JSON.parse(text));
    else this.#wrong(status >= 400 && text.length < 400 ? text : this.dataset.broken);
  }

  /** What the box has made and kept is what the form names. */
  take({ value, digest, length }) {
    this.#request?.abort();
    this.#part("file").value = "";
    this.#hold(value, digest);
    this.#say(this.dataset.kept.replace("{length}", length));
  }

  play() {
    return this.#part("player").play();
  }
}

// <lm-speak action="/prompts/spoken">: has the box speak the words of the form's field `data-words`;
// the field `data-sound` holds what comes of it, and it is played.
class Speak extends HTMLElement {
  connectedCallback() {
    this.#part("speak").addEventListener("click", () => this.#speak());
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  #say(text) {
    this.#part("said").textContent = text;
  }

  /** At the field, as an error of the form itself stands there. */
  #wrong(field, text) {
    const id = `${field.id}-error`;
    document.getElementById(id)?.remove();
    field.classList.toggle("is-invalid", Boolean(text));
    if (!text) {
      field.removeAttribute("aria-invalid");
      return;
    }
    const error = document.createElement("div");
    Object.assign(error, { id, className: "field-error", textContent: text });
    error.setAttribute("role", "alert");
    field.after(error);
    field.setAttribute("aria-invalid", "true");
    const told = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((each) => each && each !== id);
    field.setAttribute("aria-describedby", [...told, id].join(" "));
    field.focus();
  }

  async #speak() {
    const form = this.closest("form");
    const words = form.elements[this.dataset.words];
    const sound = form.elements[this.dataset.sound].closest("lm-sound");
    this.#wrong(words, "");
    this.#say(this.dataset.speaking);
    this.#part("speak").disabled = true;
    try {
      const answer = await fetch(this.getAttribute("action"), {
        method: "POST",
        headers: { "X-CSRF-Token": this.dataset.token },
        body: new URLSearchParams({ text: words.value }),
      });
      const text = await answer.text();
      if (answer.ok) {
        sound.take(JSON.parse(text));
        await sound.play();
      } else this.#wrong(words, text.length < 400 ? text : this.dataset.broken);
    } catch {
      this.#wrong(words, this.dataset.broken);
    } finally {
      this.#say("");
      this.#part("speak").disabled = false;
    }
  }
}

customElements.define("lm-sound", Sound);
customElements.define("lm-speak", Speak);
