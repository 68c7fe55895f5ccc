// One key: "/" goes to the search at the top. The page of help switches it off.
document.addEventListener("keydown", (event) => {
  const plain = !(event.ctrlKey || event.metaKey || event.altKey);
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const search = document.getElementById("seek");
  if (event.key !== "/" || !plain || typing || !search) return;
  event.preventDefault();
  search.focus();
});
