// Nothing typed is lost: a form that names itself keeps its words in this browser until they have been taken, and puts
// them back when the page is opened again. Secrets and files are left alone.
const DAYS = 7;

export function startKeeping(document, store = window.localStorage) {
  forgetOld(store);
  forgetTaken(document, store);
  for (const form of document.querySelectorAll("form[data-keep]")) restore(form, store);

  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-keep]");
    if (form) write(store, form.dataset.keep, form);
  });
  document.addEventListener("htmx:load", (event) => {
    for (const form of event.target.querySelectorAll?.("form[data-keep]") ?? []) restore(form, store);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest?.("form[data-keep]");
    if (form && event.detail.successful) store.removeItem(key(form.dataset.keep));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.("form[data-keep]");
    if (form && !form.hasAttribute("hx-post")) write(store, form.dataset.keep, form, true);
  });
  // A form that was sent whole has been taken when another page of ours answers without it.
  for (const name of sent(store)) {
    if (!document.querySelector(`form[data-keep="${CSS.escape(name)}"]`)) store.removeItem(key(name));
  }
}

// What was typed, and what stood there before: into a field that has changed meanwhile nothing is put back.
function wordsOf(form) {
  const words = {};
  for (const field of form.elements) {
    if (!field.name || field.disabled || ["file", "password", "hidden", "submit", "checkbox", "radio"].includes(field.type)) continue;
    if (field.value && field.value !== field.defaultValue) words[field.name] = field.value;
  }
  return words;
}

function basesOf(form) {
  return Object.fromEntries([...form.elements].filter((field) => field.defaultValue).map((field) => [field.name, field.defaultValue]));
}

function restore(form, store) {
  const kept = read(store, form.dataset.keep);
  if (!kept || form.dataset.restored) return;
  form.dataset.restored = "1";
  let changed = false;
  for (const [name, value] of Object.entries(kept.words)) {
    const field = form.elements.namedItem(name);
    if (!field || field instanceof RadioNodeList || (field.value && field.value !== kept.bases?.[name])) continue;
    field.value = value;
    changed = true;
  }
  const said = form.querySelector("[data-kept]");
  if (changed && said) said.hidden = false;
}

function sent(store) {
  return entries(store).filter(([, kept]) => kept.sent).map(([name]) => name);
}

function forgetOld(store) {
  const oldest = Date.now() - DAYS * 86400e3;
  for (const [name, kept] of entries(store)) if (kept.at < oldest) store.removeItem(key(name));
}

// A form of this page that was sent and that our page answers with a note, not with a refusal, has been taken.
function forgetTaken(document, store) {
  if (!document.querySelector("#notice > .note") || document.querySelector("#notice > .gate")) return;
  for (const name of sent(store)) {
    if (document.querySelector(`form[data-keep="${CSS.escape(name)}"]`)) store.removeItem(key(name));
  }
}

function entries(store) {
  return Object.keys(store)
    .filter((name) => name.startsWith("keep:"))
    .map((name) => [name.slice(5), read(store, name.slice(5))])
    .filter(([, kept]) => kept);
}

function write(store, name, form, isSent = false) {
  const words = wordsOf(form);
  const kept = { words, bases: basesOf(form), at: Date.now(), sent: isSent };
  if (Object.keys(words).length) store.setItem(key(name), JSON.stringify(kept));
  else store.removeItem(key(name));
}

function read(store, name) {
  try {
    return JSON.parse(store.getItem(key(name)));
  } catch {
    return null;
  }
}

function key(name) {
  return `keep:${name}`;
}
