// A form with data-busy goes off once: while its answer is on the way, another click or Enter does
// nothing. No button is disabled, since what it says is sent along with the form.
const FORGOTTEN_MS = 10_000; // nothing tells a page that its visitor stopped the loading

let sent = new WeakSet();

// Before the form's own listeners, so that a script that sends it does it once too.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!("busy" in form.dataset)) return;
    if (sent.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const here = sent;
    here.add(form);
    setTimeout(() => here.delete(form), FORGOTTEN_MS);
  },
  true,
);

// The page comes back as it was left when its visitor goes a step back.
addEventListener("pageshow", (event) => {
  if (event.persisted) sent = new WeakSet();
});
