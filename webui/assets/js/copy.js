// A button that copies what another element says, and says that it did.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  const words = button.querySelector("[aria-live]");
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    words.textContent = button.dataset.done;
  } catch {
    getSelection().selectAllChildren(source); // the browser keeps its clipboard to itself
    words.textContent = button.dataset.select;
  }
});
