// The menu button of narrow screens.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-opens]");
  if (!button) return;
  const shown = document.getElementById(button.dataset.opens).classList.toggle("show");
  button.setAttribute("aria-expanded", String(shown));
});
