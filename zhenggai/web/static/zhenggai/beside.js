// On a wide screen a press on a row opens the issue beside the list, so the place is never lost; the address keeps
// it. On a narrow one, or with a modifier key, the link leads to the page as links do.
const WIDE = "(min-width: 1280px)";

export function startBeside(document) {
  const beside = document.getElementById("beside");
  if (!beside) return;
  let opener = null;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#ledger [data-open]");
    if (event.target.closest("[data-close-beside]")) return close();
    if (!link || !window.matchMedia(WIDE).matches) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
    event.preventDefault();
    open(link);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && beside.childElementCount) close();
  });

  document.addEventListener("htmx:pushedIntoHistory", () => keepAddress(beside.dataset.issue));

  async function open(link) {
    opener = link.id;
    await window.htmx.ajax("GET", link.getAttribute("href"), { target: beside });
    beside.dataset.issue = issueOf(link);
    beside.scrollTop = 0;
    keepAddress(issueOf(link));
    markRow(document, issueOf(link));
  }

  function close() {
    beside.replaceChildren();
    delete beside.dataset.issue;
    keepAddress(null);
    markRow(document, null);
    document.getElementById(opener)?.focus();
  }
}

// /issues/<issue>/
function issueOf(link) {
  return link.pathname.split("/")[2];
}

function keepAddress(issue) {
  const address = new URL(window.location);
  if (issue) address.searchParams.set("beside", issue);
  else address.searchParams.delete("beside");
  window.history.replaceState(window.history.state, "", address);
}

function markRow(document, issue) {
  for (const link of document.querySelectorAll("#ledger [data-open]")) {
    link.closest("tr").classList.toggle("here", issueOf(link) === issue);
  }
}
