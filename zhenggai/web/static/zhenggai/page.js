// What every page gets: each module does one thing and leaves the page alone where its marks are missing.
import { startBeside } from "./beside.js";
import { startCells } from "./cells.js";
import { startCitations } from "./citations.js";
import { startCiting } from "./citing.js";
import { startComboboxes } from "./combobox.js";
import { startDraft } from "./draft.js";
import { startDrop } from "./drop.js";
import { startKeeping } from "./keep.js";
import { startKeys } from "./keys.js";
import { startMenus } from "./menus.js";
import { startOthers } from "./others.js";
import { startPaste } from "./paste.js";
import { startPicks } from "./picks.js";
import { startTogether } from "./together.js";

startMenus(document);
startKeys(document);
startDrop(document);
startCitations(document);
startBeside(document);
startComboboxes(document);
startCells(document);
startOthers(document);
startPicks(document);
startKeeping(document);
startDraft(document);
startCiting(document);
startTogether(document);
startPaste(document);

// Paper of the size that the button names; the style sheet has a page for each.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-print]");
  if (!button) return;
  document.documentElement.dataset.paper = button.dataset.print || "a4";
  window.print();
});
