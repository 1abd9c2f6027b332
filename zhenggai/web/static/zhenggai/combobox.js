// A box to choose a person or an office by typing a few characters, pinyin or initials (ARIA combobox with a list).
// Without this the words alone are posted, and the site finds the one row of that name.
const PAUSE = 120;

export function startComboboxes(document) {
  let asked = 0;
  let timer = null;

  document.addEventListener("input", (event) => {
    const box = boxOf(event.target);
    if (!box) return;
    box.value.value = "";
    clearTimeout(timer);
    timer = setTimeout(() => offer(box), PAUSE);
  });

  document.addEventListener("keydown", (event) => {
    const box = boxOf(event.target);
    if (!box || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (box.list.hidden) offer(box);
      else step(box, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !box.list.hidden && active(box)) {
      event.preventDefault();
      event.stopPropagation();
      take(box, active(box));
    } else if (event.key === "Escape" && !box.list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close(box);
    }
  }, true);

  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[data-combo] [role=option]");
    if (!option) return;
    event.preventDefault();
    const box = boxOf(option.closest("[data-combo]").querySelector("[role=combobox]"));
    if (!option.ariaDisabled) take(box, option);
  });

  document.addEventListener("focusin", (event) => {
    const box = boxOf(event.target);
    if (box) event.target.select();
  });

  document.addEventListener("focusout", (event) => {
    const box = boxOf(event.target);
    if (box) close(box);
  });

  async function offer(box) {
    const mine = ++asked;
    const address = `${box.root.dataset.combo}?q=${encodeURIComponent(box.words.value.trim())}`;
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (!answer.ok || mine !== asked || document.activeElement !== box.words) return;
    const page = new DOMParser().parseFromString(`<ul>${await answer.text()}</ul>`, "text/html");
    const options = [...page.querySelectorAll("li")];
    options.forEach((option, place) => (option.id = `${box.list.id}-${place}`));
    box.list.replaceChildren(...options);
    box.list.hidden = false;
    box.words.setAttribute("aria-expanded", "true");
    mark(box, options.find((option) => option.dataset.value) ?? null);
  }
}

function boxOf(words) {
  const root = words?.getAttribute?.("role") === "combobox" ? words.closest("[data-combo]") : null;
  if (!root) return null;
  return { root, words, value: root.querySelector("[type=hidden]"), list: root.querySelector("[role=listbox]") };
}

function active(box) {
  return box.list.querySelector("[aria-selected=true]");
}

function mark(box, option) {
  active(box)?.removeAttribute("aria-selected");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) box.words.setAttribute("aria-activedescendant", option.id);
  else box.words.removeAttribute("aria-activedescendant");
}

function step(box, by) {
  const options = [...box.list.querySelectorAll("[data-value]")];
  const here = options.indexOf(active(box));
  if (options.length) mark(box, options[(here + by + options.length) % options.length]);
}

function take(box, option) {
  box.words.value = option.dataset.name;
  box.value.value = option.dataset.value;
  close(box);
  box.words.dispatchEvent(new Event("change", { bubbles: true }));
}

function close(box) {
  box.list.hidden = true;
  box.words.setAttribute("aria-expanded", "false");
  box.words.removeAttribute("aria-activedescendant");
}
