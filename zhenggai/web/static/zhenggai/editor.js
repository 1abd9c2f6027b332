// The form of a part below its row: opened when it is wanted, each field saved when one leaves it, with a quiet tick.
// Enter saves and closes, Ctrl-Enter parts the words at the cursor, Escape leaves the field as it was.
let page = null;
let edit = null;

export function startEditor(document, where, ask) {
  [page, edit] = [where, ask];

  document.addEventListener("click", (event) => {
    const pencil = event.target.closest("[data-edit]");
    if (pencil && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      open(pencil.dataset.edit, pencil.href, null);
    }
    const closing = event.target.closest("[data-close]");
    if (closing) {
      event.preventDefault();
      close(closing.closest("form"));
    }
  });

  document.addEventListener("focusout", (event) => {
    const form = formOf(event.target);
    if (form && event.target.isConnected && changed(event.target)) save(form, event.target);
  });
  document.addEventListener("change", (event) => {
    const form = formOf(event.target);
    const box = event.target.matches("select, [type=checkbox]") || hiddenBeside(event.target)?.value;
    if (form && box && !("quiet" in event.target.dataset)) save(form, event.target);
  });
  document.addEventListener("keydown", (event) => {
    const form = formOf(event.target);
    if (!form || event.isComposing || event.defaultPrevented) return;
    if (event.key === "Escape") leave(event, form);
    else if (event.key === "Enter" && event.target.matches("textarea, input:not([type=checkbox])")) enter(event, form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-part]");
    if (!form) return;
    event.preventDefault();
    const act = event.submitter?.value ?? "set";
    if (act === "set") saveAll(form);
    else edit({ do: act, part: form.dataset.part, ...chosen(form, act) });
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const asked = event.detail.requestConfig?.parameters;
    if (asked?.do === "set") told(asked, event.detail.successful);
  });
  window.addEventListener("pagehide", () => {
    const field = page.ownerDocument.activeElement;
    const form = formOf(field);
    if (form && changed(field)) send(form, field);
  });
}

export function openEditor(row, field) {
  const pencil = row?.querySelector("[data-edit]");
  if (pencil) open(pencil.dataset.edit, pencil.href, field);
}

async function open(part, address, field) {
  const box = boxFor(part);
  if (!box.firstElementChild) {
    for (const other of page.ownerDocument.querySelectorAll(".editor form")) close(other, false);
    await window.htmx.ajax("GET", address, { target: box, swap: "innerHTML" });
  }
  const form = box.querySelector("form");
  const wanted = field && form?.elements[field];
  const first = wanted || form?.querySelector("textarea, input:not([type=hidden])");
  first?.focus();
  if (first?.matches("textarea")) first.setSelectionRange(first.value.length, first.value.length);
  form?.scrollIntoView({ block: "nearest" });
}

function boxFor(part) {
  const made = document.getElementById(`e-${part}`);
  if (made) return made;
  const box = document.createElement("div");
  box.className = "editor";
  box.id = `e-${part}`;
  document.getElementById(`r-${part}`).after(box);
  return box;
}

// Where to, or into what, for the buttons that have a choice beside them.
function chosen(form, act) {
  const name = { move: "to", change: "kind" }[act];
  return name ? { [name]: form.elements[name].value } : {};
}

function close(form, focus = true) {
  const part = form.dataset.part;
  form.parentElement.replaceChildren();
  if (focus) document.getElementById(`o-${part}`)?.focus({ preventScroll: true });
}

function leave(event, form) {
  event.preventDefault();
  if (changed(event.target)) event.target.value = event.target.defaultValue;
  forget(form);
  close(form);
}

function enter(event, form) {
  if (event.shiftKey && event.target.matches("textarea")) return;
  event.preventDefault();
  if (!(event.ctrlKey || event.metaKey)) return saveAll(form);
  const { name, value, selectionStart } = event.target;
  if (!["text", "title"].includes(name)) return;
  // The site counts characters as people do, the browser in halves of the rarer ones.
  const at = [...value.slice(0, selectionStart)].length;
  const asked = { do: "split", part: form.dataset.part, field: name, at, words: value, seen: form.elements.seen.value };
  event.target.defaultValue = value;
  forget(form);
  close(form);
  edit(asked);
}

// What differs from what stands there now is saved only when one says so: by the button or Enter.
function saveAll(form) {
  const decided = [...form.querySelectorAll(".differs :is(input:not([type=hidden]), textarea, select)")];
  const field = document.activeElement;
  if (form.contains(field) && changed(field) && !decided.includes(field)) decided.push(field);
  for (const one of decided) save(form, one);
  close(form);
}

function save(form, field) {
  edit(Object.fromEntries(valuesFor(form, field)));
  if (!field.matches("select, [type=checkbox]")) field.defaultValue = field.value;
}

// Sent while the page is being left, when nothing can wait for an answer.
function send(form, field) {
  const body = new FormData();
  for (const [name, value] of valuesFor(form, field)) body.append(name, value);
  for (const name of ["csrfmiddlewaretoken", "version"]) body.append(name, form.elements[name].value);
  fetch(form.action, { method: "POST", body, keepalive: true, headers: { "HX-Request": "true" } });
}

function valuesFor(form, field) {
  const name = field.name.replace(/_words$/, "");
  const values = [["do", "set"], ["part", form.dataset.part], ["field", name], ["seen", form.elements.seen.value]];
  if (field.type === "checkbox") {
    const ticked = [...form.querySelectorAll(`[name="${name}"]:checked`)].map((one) => one.value);
    return [...values, [name, ticked.join(",")]];
  }
  const hidden = hiddenBeside(field);
  if (hidden) values.push([name, hidden.value]);
  return [...values, [field.name, field.value]];
}

function told(asked, successful) {
  const form = document.querySelector(`form[data-part="${asked.part}"]`);
  if (successful && form) {
    forget(form);
    form.querySelector("[data-tick]").textContent = "✓";
  } else if (form) {
    (form.querySelector(".differs :is(input, textarea, select)") ?? form.elements[asked.field])?.focus();
  }
}

function forget(form) {
  form.dispatchEvent(new CustomEvent("keep:taken", { bubbles: true }));
}

function changed(field) {
  return field.matches?.("textarea, input:not([type=hidden], [type=checkbox])") && field.value !== field.defaultValue;
}

function hiddenBeside(field) {
  return field.getAttribute?.("role") === "combobox" ? field.parentElement.querySelector("[type=hidden]") : null;
}

function formOf(field) {
  return field?.closest?.("form[data-part]") ?? null;
}
