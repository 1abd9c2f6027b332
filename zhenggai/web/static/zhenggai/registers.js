// A form made from a declaration: what is computed and what checks say appears while one types; sub-tables grow, take rows
// that were copied in Excel, and walk by Enter and arrows; Ctrl-S saves. The form works without this.
const PAUSE = 350;

start(document);

function start(document) {
  for (const form of document.querySelectorAll("[data-record-form]")) startForm(form);
  startPasteTo(document);
  if (location.hash.startsWith("#f-")) reach(document.getElementById(location.hash.slice(1)));
}

function reach(box) {
  if (!box) return;
  box.closest("details")?.setAttribute("open", "");
  (box.matches("input, select, textarea") ? box : box.querySelector("input, select, textarea"))?.focus();
  box.scrollIntoView({ block: "center" });
}

function startForm(form) {
  let timer = null;
  let asked = 0;

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);

  async function ask() {
    const mine = ++asked;
    const answer = await fetch(form.dataset.look, { method: "POST", body: new FormData(form) });
    if (!answer.ok || mine !== asked) return;
    tell(form, await answer.json());
  }

  form.addEventListener("click", (event) => {
    const more = event.target.closest("[data-more-row]");
    const drop = event.target.closest("[data-drop-row]");
    const name = event.target.closest("[data-more-name]");
    if (more) {
      event.preventDefault();
      addRow(more.closest("[data-table]")).querySelector("input, select, textarea")?.focus();
    } else if (drop) {
      const table = drop.closest("[data-table]");
      drop.closest("tr").remove();
      if (!table.querySelector("tbody tr")) addRow(table);
      soon();
    } else if (name) {
      event.preventDefault();
      addName(name);
    }
  });

  form.addEventListener("paste", (event) => {
    const cell = event.target.closest?.(".cells td");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cell || !/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    pour(cell, text);
    soon();
  });

  form.addEventListener("keydown", (event) => {
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.querySelector("[data-save]").click();
      return;
    }
    const cell = event.target.closest?.(".cells td");
    if (!cell || event.isComposing || event.target.getAttribute("aria-expanded") === "true") return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" || (step && (event.ctrlKey || event.target.matches("input:not([role]):not([type=date])")))) {
      event.preventDefault();
      walk(cell, event.key === "Enter" ? 1 : step);
    }
  });
}

function tell(form, seen) {
  for (const output of form.querySelectorAll("[data-computed]")) {
    output.textContent = seen.computed[output.dataset.computed] ?? output.textContent;
  }
  for (const box of form.querySelectorAll("[data-box]")) {
    const why = box.querySelector("[data-why]");
    const fault = seen.faults[box.dataset.box] ?? "";
    if (why) why.textContent = fault;
    const field = box.querySelector("input:not([type=hidden]), select, textarea");
    if (fault) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
  }
  const list = form.querySelector("[data-verdicts]");
  const shape = form.querySelector("[data-verdict-template]");
  list.replaceChildren(
    ...seen.verdicts.map((item) => {
      const line = shape.content.firstElementChild.cloneNode(true);
      line.querySelector(".warn").classList.add({ E: "red", W: "yellow" }[item.level] ?? "green");
      line.querySelector("b").textContent = item.say;
      line.querySelector("small").textContent = [item.observed, item.basis, item.fix, item.check].filter(Boolean).join("；");
      return line;
    }),
  );
  form.querySelector("[data-no-verdicts]").hidden = seen.verdicts.length > 0;
}

function addRow(table) {
  const body = table.querySelector("tbody");
  const places = [...body.querySelectorAll("[name]")].map((field) => Number(field.name.split(".")[1]) || 0);
  const place = places.length ? Math.max(...places) + 1 : 0;
  const row = table.querySelector("template").content.firstElementChild.cloneNode(true);
  renumber(row, "NEW", place);
  body.append(row);
  return row;
}

function renumber(row, from, to) {
  for (const field of row.querySelectorAll("*")) {
    for (const name of ["name", "id", "aria-controls", "aria-describedby"]) {
      const words = field.getAttribute(name);
      if (words) field.setAttribute(name, words.replace(`.${from}.`, `.${to}.`).replace(`-${from}-`, `-${to}-`));
    }
  }
}

function addName(button) {
  const group = button.closest(".names");
  const combos = group.querySelectorAll(".combo");
  const last = combos[combos.length - 1];
  const fresh = last.cloneNode(true);
  const place = combos.length;
  for (const field of fresh.querySelectorAll("input, ul")) {
    for (const name of ["name", "id", "aria-controls"]) {
      const words = field.getAttribute(name);
      if (words) field.setAttribute(name, words.replace(/([.-])\d+(_words|-list)?$/, `$1${place}$2`));
    }
    if (field.matches("input")) field.value = "";
  }
  last.after(fresh);
  fresh.querySelector("[role=combobox]").focus();
}

function pour(cell, text) {
  const table = cell.closest("[data-table]");
  const lines = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").map((line) => line.split("\t"));
  let row = cell.parentElement;
  const first = [...row.children].indexOf(cell);
  lines.forEach((cells, at) => {
    if (at) row = row.nextElementSibling ?? addRow(table);
    cells.forEach((words, place) => {
      const field = row.children[first + place]?.querySelector("input:not([type=hidden]), select, textarea");
      if (!field) return;
      if (field.matches("select")) choose(field, words.trim());
      else field.value = field.type === "date" ? isoDay(words.trim()) : words.trim();
    });
  });
}

function choose(select, words) {
  const option = [...select.options].find((one) => one.text === words || one.value === words);
  if (option) select.value = option.value;
}

function isoDay(words) {
  const found = words.match(/^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$/);
  return found ? `${found[1]}-${found[2].padStart(2, "0")}-${found[3].padStart(2, "0")}` : words;
}

function walk(cell, step) {
  const place = [...cell.parentElement.children].indexOf(cell);
  let row = step > 0 ? cell.parentElement.nextElementSibling : cell.parentElement.previousElementSibling;
  if (!row && step > 0) row = addRow(cell.closest("[data-table]"));
  row?.children[place]?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

// A table that was copied elsewhere and is pasted on a register's list goes to its import page.
function startPasteTo(document) {
  document.addEventListener("paste", (event) => {
    const list = document.querySelector("[data-paste-to]");
    if (!list || event.target.closest?.("input, textarea, select")) return;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!text.includes("\t")) return;
    event.preventDefault();
    sessionStorage.setItem("zhenggai-paste", text);
    location.href = list.dataset.pasteTo;
  });
  const field = document.querySelector("[data-paste-from]");
  const text = sessionStorage.getItem("zhenggai-paste");
  if (field && text) {
    field.value = text;
    sessionStorage.removeItem("zhenggai-paste");
  }
}
