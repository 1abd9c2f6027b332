// The keyboard: / search, j k rows, Enter open, e edit, x tick, o fold or unfold, n new, ? this list. Never while one is writing,
// never together with Ctrl, Alt or Meta, so that the browser's own keys keep their meaning.
import { editRow } from "./cells.js";

const ROWS = "[data-row]";
const WRITING = "input, textarea, select, [contenteditable]";

export function startKeys(document) {
  const acts = {
    "/": () => document.getElementById("seek") ?? document.getElementById("find"),
    j: () => neighbour(document, 1),
    k: () => neighbour(document, -1),
    e: () => editRow(rowOf(document.activeElement)),
    x: () => press(rowOf(document.activeElement)?.querySelector("input[name=pick]")),
    o: () => press(rowOf(document.activeElement)?.querySelector("[data-fold]")),
    n: () => press(document.querySelector("[data-new]")),
    "?": () => void showList(document),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest?.(WRITING) || document.querySelector("dialog[open]")) return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act()?.focus();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-keys]");
    if (!link) return;
    event.preventDefault();
    showList(document);
  });
}

function rowOf(element) {
  return element?.closest?.(ROWS) ?? null;
}

function neighbour(document, step) {
  const rows = [...document.querySelectorAll(ROWS)].filter((row) => row.checkVisibility());
  if (!rows.length) return null;
  const here = rows.indexOf(rowOf(document.activeElement));
  const there = here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step;
  const row = rows[Math.min(Math.max(there, 0), rows.length - 1)];
  row.scrollIntoView({ block: "nearest" });
  return row.querySelector("[data-open]");
}

function press(element) {
  element?.click();
}

async function showList(document) {
  const list = document.querySelector("[data-keys]");
  if (!list) return;
  let dialog = document.getElementById("keys");
  if (!dialog) {
    const answer = await fetch(list.href, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    dialog = document.body.appendChild(page.querySelector("dialog"));
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
  dialog.showModal();
}
