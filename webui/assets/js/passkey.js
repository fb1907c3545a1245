// <lm-passkey asks="create" options="{…}">: what the browser's device answers goes into the form's
// hidden fields, and the form goes off. Whether it is believed is the supervisor's decision.
// [data-passkeys] is shown where the browser knows passkeys, [data-no-passkeys] where it does not.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer ?? 0))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }));

function create(options) {
  const user = { ...options.user, id: bytes(options.user.id) };
  const publicKey = {
    ...options,
    user,
    challenge: bytes(options.challenge),
    excludeCredentials: known(options.excludeCredentials),
  };
  return navigator.credentials.create({ publicKey });
}

function get(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: known(options.allowCredentials),
  };
  return navigator.credentials.get({ publicKey });
}

class Passkey extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("[data-go]");
    button.addEventListener("click", () => this.#ask(button));
    if (this.getAttribute("asks") === "get") this.#ask(button);
  }

  async #ask(button) {
    const said = this.querySelector("[data-said]");
    button.disabled = true;
    said.hidden = true;
    try {
      const options = JSON.parse(this.getAttribute("options"));
      const made = await (this.getAttribute("asks") === "create" ? create(options) : get(options));
      this.#send(made);
    } catch (error) {
      const why = error.name === "InvalidStateError" ? "known" : "refused";
      said.lastElementChild.textContent = said.dataset[why] ?? said.dataset.refused;
      said.hidden = false;
      button.disabled = false;
      button.focus();
    }
  }

  #send({ rawId, response }) {
    const form = this.querySelector("form");
    const given = {
      id: rawId,
      client_data: response.clientDataJSON,
      attestation: response.attestationObject,
      authenticator_data: response.authenticatorData,
      signature: response.signature,
      handle: response.userHandle,
    };
    for (const [name, value] of Object.entries(given)) {
      if (form.elements[name]) form.elements[name].value = text(value);
    }
    form.submit();
  }
}

const knows = "PublicKeyCredential" in window;
for (const each of document.querySelectorAll("[data-passkeys]")) each.hidden = !knows;
for (const each of document.querySelectorAll("[data-no-passkeys]")) each.hidden = knows;
if (knows) customElements.define("lm-passkey", Passkey);
