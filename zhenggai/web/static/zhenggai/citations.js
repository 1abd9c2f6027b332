// A draft beside its source: hovering or focusing on either side marks the other. A row says which code points it
// stands on (data-start, data-end); a mark's id is t and the offset at which it begins. Both may be replaced at any time.
export function startCitations(document) {
  const source = document.querySelector("[data-source]");
  const tree = document.querySelector("[data-tree]");
  if (!source || !tree) return;
  let shown = [];

  for (const kind of ["pointerover", "focusin"]) {
    tree.addEventListener(kind, (event) => {
      const mark = event.target.closest("[data-source] mark");
      const row = event.target.closest("[data-start]");
      if (mark) show([...rowsAround(offsetOf(mark))].slice(-1));
      else if (row) show([row]);
      if (row && kind === "focusin") bringUp(marksOf(row)[0]);
    });
  }
  source.addEventListener("click", (event) => {
    if (event.target.closest("mark")) tree.querySelector(".row.here")?.scrollIntoView({ block: "center" });
  });

  // Within the source alone: a page that moved under a press would take the press away.
  function bringUp(mark) {
    if (mark && source.scrollHeight > source.clientHeight) source.scrollTo({ top: mark.offsetTop - source.clientHeight / 3 });
  }

  function show(rows) {
    for (const element of shown) element.classList.remove("here");
    shown = rows.flatMap((row) => [row, ...marksOf(row)]);
    for (const element of shown) element.classList.add("here");
  }

  function* rowsAround(offset) {
    for (const row of tree.querySelectorAll("[data-row][data-start]")) {
      if (Number(row.dataset.start) <= offset && offset < Number(row.dataset.end)) yield row;
    }
  }

  function marksOf(row) {
    const [start, end] = [Number(row.dataset.start), Number(row.dataset.end)];
    return [...source.querySelectorAll("mark")].filter((mark) => start <= offsetOf(mark) && offsetOf(mark) < end);
  }
}

function offsetOf(mark) {
  return Number(mark.id.slice(1));
}
