// An answer that is none of the options: whoever writes it has chosen it.
export function startOthers(document) {
  for (const said of ["input", "change"]) {
    document.addEventListener(said, (event) => {
      const chosen = event.target.closest("[data-other]")?.querySelector("[type=radio]");
      if (chosen && event.target !== chosen && event.target.value) chosen.checked = true;
    });
  }
}
