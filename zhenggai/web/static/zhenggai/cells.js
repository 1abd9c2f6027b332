// Editing in the ledger where it is read: double click or `e` opens a cell, leaving it saves, Escape leaves it as it
// was, Tab goes on to the next. The site answers with the row as it stands, or with the cell and what is in the way.
const TABLE = "table[data-editable]";

export function startCells(document) {
  document.addEventListener("dblclick", (event) => {
    const cell = event.target.closest(`${TABLE} [data-cell]`);
    if (cell && !formIn(cell)) edit(cell);
  });

  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.("[data-cell]");
    if (!cell || !formIn(cell) || event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      leave(cell);
    } else if (event.key === "Enter" && event.target.matches("input, select")) {
      event.preventDefault();
      save(cell);
    } else if (event.key === "Tab") {
      const next = neighbour(cell, event.shiftKey ? -1 : 1);
      if (!next) return;
      event.preventDefault();
      save(cell, next.dataset.cell);
    }
  });

  document.addEventListener("focusout", (event) => {
    const cell = event.target.closest?.("[data-cell]");
    if (!cell || !formIn(cell) || cell.contains(event.relatedTarget) || !event.relatedTarget) return;
    if (!formIn(cell).querySelector("[role=alert]")) save(cell);
  });

  document.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (event.target.closest("[data-leave]")) leave(cell);
  });
}

// The first cell of a row that can be edited, for the keyboard.
export function editRow(row) {
  const cell = row?.closest(TABLE) ? row.querySelector("[data-cell=owner], [data-cell]") : null;
  if (cell && !formIn(cell)) edit(cell);
}

async function edit(cell) {
  const issue = cell.closest("[data-issue]").dataset.issue;
  await window.htmx.ajax("GET", `/issues/${issue}/cells/${cell.dataset.cell}/`, { target: cell, swap: "innerHTML" });
  const input = cell.querySelector("input:not([type=hidden]), select");
  if (!input) return;
  cell.dataset.before = valueOf(cell);
  input.focus();
}

async function save(cell, next) {
  const form = formIn(cell);
  const row = cell.closest("[data-issue]");
  if (form.dataset.sent) return;
  if (valueOf(cell) === cell.dataset.before && !form.querySelector("[role=alert]")) return leave(cell, next);
  form.dataset.sent = "1";
  const issue = row.dataset.issue;
  const done = (event) => {
    if (event.detail.elt !== form) return;
    document.removeEventListener("htmx:afterRequest", done);
    delete form.dataset.sent;
    if (next && event.detail.successful) setTimeout(() => openNext(issue, next));
  };
  document.addEventListener("htmx:afterRequest", done);
  window.htmx.process(form); // whoever types at once is faster than the page settles
  form.requestSubmit();
}

async function leave(cell, next) {
  const row = cell.closest("[data-issue]");
  const issue = row.dataset.issue;
  const form = formIn(cell);
  if (form) form.dataset.sent = "1";
  await window.htmx.ajax("GET", `/issues/${issue}/row/`, { target: row, swap: "outerHTML" });
  if (next) openNext(issue, next);
  else document.querySelector(`[data-issue="${issue}"] [data-open]`)?.focus();
}

function openNext(issue, name) {
  const cell = document.querySelector(`[data-issue="${issue}"] [data-cell="${name}"]`);
  if (cell) edit(cell);
}

function neighbour(cell, by) {
  const cells = [...cell.closest("[data-issue]").querySelectorAll("[data-cell]")];
  return cells[cells.indexOf(cell) + by];
}

function formIn(cell) {
  return cell.querySelector("form.cell");
}

function valueOf(cell) {
  const values = new FormData(formIn(cell));
  return JSON.stringify([...values].filter(([name]) => name !== "version" && name !== "csrfmiddlewaretoken"));
}
