// Words selected in the source become a measure, an issue or a heading that cites them.
export function startCiting(document) {
  const source = document.querySelector("[data-editable] [data-source]");
  const bar = document.querySelector("[data-selected]");
  const desk = document.getElementById("desk");
  if (!source || !bar || !desk) return;
  let span = null;

  document.addEventListener("selectionchange", () => {
    span = selected(document.getSelection(), source);
    bar.hidden = span === null;
  });
  // The press on a button must not take the selection away first.
  bar.addEventListener("pointerdown", (event) => event.preventDefault());
  bar.addEventListener("click", (event) => {
    const kind = event.target.closest("[data-cite]")?.dataset.cite;
    if (!kind || !span) return;
    const values = { do: "cite", kind, start: span[0], end: span[1] };
    document.getSelection().removeAllRanges();
    const address = `${source.closest("[data-draft]").dataset.draft}edit/`;
    window.htmx.ajax("POST", address, { source: desk, values, swap: "none" });
  });
}

// From where to where in the text; null where nothing of the source is selected.
function selected(selection, source) {
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const start = offset(source, range.startContainer, range.startOffset);
  const end = offset(source, range.endContainer, range.endOffset);
  return start === null || end === null || end <= start ? null : [start, end];
}

// A paragraph says where it begins; characters are counted as people do.
function offset(source, node, within) {
  const element = node.nodeType === 3 ? node.parentElement : node;
  const paragraph = element.closest("[data-at]");
  if (!paragraph || !source.contains(paragraph)) return null;
  const before = source.ownerDocument.createRange();
  before.setStart(paragraph, 0);
  before.setEnd(node, within);
  return Number(paragraph.dataset.at) + [...before.toString()].length;
}
