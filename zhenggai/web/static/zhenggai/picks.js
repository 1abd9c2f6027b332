// Ticking rows of a list: all of the page at once, a row of neighbours with Shift, none again. What is done with them
// is a form below the list, which shows itself by style as soon as anything is ticked.
export function startPicks(document) {
  let last = null;

  document.addEventListener("click", (event) => {
    const tick = event.target.closest?.("input[name=pick]");
    if (event.target.matches?.("[data-pick-all]")) {
      for (const one of ticks(document)) one.checked = event.target.checked;
    } else if (tick && event.shiftKey && last?.isConnected) {
      const all = ticks(document);
      const [from, to] = [all.indexOf(last), all.indexOf(tick)].sort((a, b) => a - b);
      for (const one of all.slice(from, to + 1)) one.checked = tick.checked;
    } else if (event.target.closest?.("[data-unpick]")) {
      for (const one of ticks(document)) one.checked = false;
      const all = document.querySelector("[data-pick-all]");
      if (all) all.checked = false;
    }
    if (tick) last = tick;
  });
}

function ticks(document) {
  return [...document.querySelectorAll("input[name=pick]")];
}
