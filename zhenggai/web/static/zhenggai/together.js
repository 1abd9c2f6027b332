// Two people on one draft: what the other has changed comes in by itself, while the page is seen and nobody is sending.
const SECONDS = 12;

export function startTogether(document) {
  const page = document.querySelector("[data-draft][data-editable]");
  const desk = document.getElementById("desk");
  if (!page || !desk) return;
  let busy = 0;

  document.addEventListener("htmx:beforeRequest", () => (busy += 1));
  document.addEventListener("htmx:afterRequest", (event) => {
    busy = Math.max(0, busy - 1);
    if (event.detail.xhr?.status === 412) catchUp();
  });
  setInterval(() => {
    if (!document.hidden && !busy) catchUp();
  }, SECONDS * 1000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !busy) catchUp();
  });

  function catchUp() {
    const values = { version: desk.elements.version.value };
    window.htmx.ajax("GET", `${page.dataset.draft}since/`, { source: page, values, swap: "none" });
  }
}
