// <lm-upload action="/update/file">: sends one file as the body of a PUT and shows how far it is.
class Upload extends HTMLElement {
  #request = null;

  connectedCallback() {
    this.#part("start").addEventListener("click", () => this.#start());
    this.#part("stop").addEventListener("click", () => this.#request?.abort());
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  #say(text, bad = false) {
    this.#part("words").textContent = text;
    this.#part("error").hidden = !bad;
    if (bad) this.#part("error-text").textContent = text;
  }

  #busy(on) {
    this.#part("start").disabled = on;
    this.#part("stop").hidden = !on;
    this.#part("bar").hidden = !on;
  }

  #start() {
    const file = this.#part("file").files[0];
    if (!file) return this.#say(this.dataset.none, true);
    if (file.size > Number(this.dataset.limit)) return this.#say(this.dataset.large, true);
    if (this.#request) return undefined;
    const request = new XMLHttpRequest();
    this.#request = request;
    request.open("PUT", this.getAttribute("action"));
    request.setRequestHeader("X-CSRF-Token", this.dataset.token);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => {
      const percent = Math.floor((loaded / total) * 100);
      this.#part("bar").value = percent;
      this.#say(this.dataset.sending.replace("{percent}", percent));
    };
    request.onload = () => this.#done(request.status, request.responseText);
    request.onerror = () => this.#done(0, "");
    request.onabort = () => this.#done(-1, "");
    this.#busy(true);
    this.#say(this.dataset.sending.replace("{percent}", 0));
    request.send(file);
    return undefined;
  }

  #done(status, text) {
    this.#request = null;
    this.#busy(false);
    if (status === 202) this.#say(this.dataset.received);
    else if (status === -1) this.#say(this.dataset.stopped);
    else this.#say(status >= 400 && text.length < 400 ? text : this.dataset.broken, true);
  }
}

customElements.define("lm-upload", Upload);
