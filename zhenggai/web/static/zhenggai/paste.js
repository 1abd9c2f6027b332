// A table that was copied elsewhere lands in the field for it wherever on the page Ctrl-V is pressed.
export function startPaste(document) {
  document.addEventListener("paste", (event) => {
    const field = document.querySelector("[data-paste]");
    if (!field || event.target.closest?.("input, textarea, select")) return;
    const text = event.clipboardData?.getData("text/plain");
    if (!text) return;
    event.preventDefault();
    field.value = text;
    field.focus();
  });
}
