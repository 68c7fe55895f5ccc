// With the focus on a customer of the list, the keys 1 to 6 do what its buttons do.
document.addEventListener("keydown", (event) => {
  const at = event.target;
  if (event.ctrlKey || event.altKey || event.metaKey || !(at instanceof Element)) return;
  if (at.matches("input, textarea, select")) return;
  const call = at.closest("[data-call]");
  const button = call && call.querySelector(`[data-code="${CSS.escape(event.key)}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});
