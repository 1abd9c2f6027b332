// Choosing a file: it may be dropped on the field, its name and size are said, and one that is too large is refused
// before it travels. The form works without this.
export function startDrop(document) {
  const field = document.querySelector("[data-drop]");
  if (!field) return;
  const input = field.querySelector("input[type=file]");
  const said = field.querySelector("[data-chosen]");
  const largest = Number(field.dataset.largest);

  for (const kind of ["dragenter", "dragover"]) {
    field.addEventListener(kind, (event) => {
      event.preventDefault();
      field.classList.add("over");
    });
  }
  for (const kind of ["dragleave", "drop"]) {
    field.addEventListener(kind, () => field.classList.remove("over"));
  }
  field.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    tell();
  });
  input.addEventListener("change", tell);

  function tell() {
    const [file] = input.files;
    const tooLarge = Boolean(file) && file.size > largest;
    input.setCustomValidity(tooLarge ? field.dataset.tooLarge : "");
    said.textContent = file ? `${file.name} · ${size(file.size)}` : "";
    if (tooLarge) input.reportValidity();
  }
}

function size(bytes) {
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1e3))} KB`;
}
