// A draft beside its source: hovering or focusing on either side marks the other. A row says which code points it
// stands on (data-start, data-end); a mark's id is t and the offset at which it begins.
export function startCitations(document) {
  const source = document.querySelector("[data-source]");
  const tree = document.querySelector("[data-tree]");
  if (!source || !tree) return;
  const marks = [...source.querySelectorAll("mark")].map((mark) => [Number(mark.id.slice(1)), mark]);
  const rows = [...tree.querySelectorAll("[data-start]")].map((row) => ({
    row,
    start: Number(row.dataset.start),
    end: Number(row.dataset.end),
  }));

  for (const kind of ["pointerover", "focusin"]) {
    tree.addEventListener(kind, (event) => {
      const row = event.target.closest("[data-start]");
      if (!row) return;
      const found = rows.find((item) => item.row === row);
      show([found]);
      if (kind === "focusin") firstMark(found)?.scrollIntoView({ block: "center" });
    });
    source.addEventListener(kind, (event) => {
      const mark = event.target.closest("mark");
      if (!mark) return;
      const offset = Number(mark.id.slice(1));
      const found = rows.filter((item) => item.start <= offset && offset < item.end);
      show(found.slice(-1));
    });
  }
  source.addEventListener("click", (event) => {
    if (event.target.closest("mark")) tree.querySelector(".here")?.scrollIntoView({ block: "center" });
  });

  function firstMark({ start, end }) {
    return marks.find(([offset]) => start <= offset && offset < end)?.[1];
  }

  function show(found) {
    for (const { row } of rows) row.classList.toggle("here", found.some((item) => item.row === row));
    for (const [offset, mark] of marks) {
      mark.classList.toggle("here", found.some(({ start, end }) => start <= offset && offset < end));
    }
  }
}
