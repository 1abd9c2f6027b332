// The draft page: one row is the current one; keys, the buttons of its handle and forms all ask the site for an edit,
// and the answer brings in only what changed. Tab changes the level once a row has been chosen by key or press; Escape
// gives Tab back. The forms work without this.
import { openEditor, startEditor } from "./editor.js";

const WRITING = "input, textarea, select, [contenteditable]";

export function startDraft(document) {
  const page = document.querySelector("[data-draft][data-editable]");
  if (!page) return;
  const handle = page.querySelector("[data-handle]");
  const desk = document.getElementById("desk");
  let current = null;
  let levelling = false;
  let placing = false;
  let wandered = false;

  // One request after the other (hx-sync), each with the version that the page has when it is sent.
  function ask(what, values) {
    wandered = false;
    window.htmx.ajax("POST", `${page.dataset.draft}${what}/`, { source: desk, values, swap: "none" });
  }
  const edit = (values) => ask("edit", values);
  startEditor(document, page, edit);

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    const writing = event.target.closest?.(WRITING);
    const turn = turnKey(event);
    if (turn && !writing) return stop(event, () => ask(turn, {}));
    const row = rowAt(event.target);
    if (!writing && ["j", "k"].includes(event.key)) levelling = true;
    if (writing || !row || !page.contains(row)) return;
    if (event.key === "Escape" && levelling) return stop(event, () => (levelling = false));
    const act = keyed(event);
    if (act) stop(event, () => run(row, act));
  });

  // A row that was just put elsewhere has lost the focus for a moment; the next key is meant for it.
  function rowAt(target) {
    if (target === document.body && levelling) return rowNamed(current);
    return target.closest?.("[data-row]");
  }

  function keyed(event) {
    const { key, altKey, shiftKey } = event;
    const ctrl = event.ctrlKey || event.metaKey;
    if (key === "Tab" && levelling && !ctrl && !altKey) return shiftKey ? "raise" : "lower";
    if (key === "Enter" && event.target.matches("[data-open], body")) return ctrl ? "split" : "edit";
    if (altKey) return { ArrowUp: "up", ArrowDown: "down" }[key];
    if (ctrl) return key.toLowerCase() === "m" ? "merge" : null;
    return { e: "fields", Delete: "remove" }[key];
  }

  page.addEventListener("click", (event) => {
    const link = event.target.closest("[data-open]");
    const button = event.target.closest("[data-do]");
    if (link && plainPress(event)) stop(event, () => choose(link));
    else if (button && current) run(rowNamed(current), button.dataset.do);
  });
  page.addEventListener("dblclick", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && !event.target.closest("form, .more")) openEditor(row, wordsOf(row.dataset.kind));
  });
  page.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    if (!placing && row.dataset.row !== current) wandered = true;
    mark(row.dataset.row);
  });
  page.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !page.contains(event.relatedTarget)) levelling = false;
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-turn], form[data-act]");
    if (!form) return;
    stop(event, () => (form.dataset.turn ? ask(form.dataset.turn, {}) : edit(valuesOf(form, event.submitter))));
    if (form.matches(".adding form")) form.reset();
  });
  // The answer says which row to go on with; whoever has gone on to another one meanwhile stays there.
  document.addEventListener("draft:focus", (event) => wandered || focusRow(event.detail.part));
  document.addEventListener("htmx:afterSettle", () => {
    if (document.activeElement === document.body) focusRow(current);
  });

  function run(row, act) {
    if (!row) return;
    const { row: part, kind } = row.dataset;
    if (act === "edit" || act === "split") openEditor(row, wordsOf(kind));
    else if (act === "fields") openEditor(row, kind === "issue" ? "lead_dept_words" : "marker");
    else if (act === "source") showSource(row);
    else edit({ do: act, part });
  }

  function choose(link) {
    levelling = true;
    link.focus({ preventScroll: true });
  }

  function mark(key) {
    const row = rowNamed(key);
    if (!row) return;
    current = key;
    for (const old of page.querySelectorAll(".row.now")) if (old !== row) old.classList.remove("now");
    row.classList.add("now");
    handle.hidden = false;
    handle.dataset.kind = row.dataset.kind;
    const name = row.querySelector(".marker").textContent || row.querySelector("[data-open]").textContent;
    handle.querySelector("[data-named]").textContent = name.slice(0, 8);
  }

  function focusRow(key) {
    const row = rowNamed(key);
    if (!row) return;
    mark(key);
    const active = document.activeElement;
    if (active?.closest(`${WRITING}, [data-handle]`)) return;
    placing = true;
    row.querySelector("[data-open]").focus({ preventScroll: true });
    placing = false;
    row.scrollIntoView({ block: "nearest" });
  }

  // On a narrow screen the source stands behind the draft.
  function showSource(row) {
    const pane = document.querySelector("input[name=pane][value=source]");
    if (pane) pane.checked = true;
    const link = row.querySelector("[data-open]");
    document.querySelector(link.getAttribute("href"))?.scrollIntoView({ block: "center" });
  }

  function rowNamed(key) {
    return key ? document.getElementById(`r-${key}`) : null;
  }
}

function wordsOf(kind) {
  return ["aspect", "issue"].includes(kind) ? "title" : "text";
}

function valuesOf(form, submitter) {
  const own = new FormData(form, submitter);
  own.delete("csrfmiddlewaretoken");
  own.delete("version");
  return Object.fromEntries(own);
}

function turnKey(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" ? "redo" : null;
}

function plainPress(event) {
  return !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
}

function stop(event, act) {
  event.preventDefault();
  act();
}
