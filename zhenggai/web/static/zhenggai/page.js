// What every page gets: each module does one thing and leaves the page alone where its marks are missing.
import { startBeside } from "./beside.js";
import { startCitations } from "./citations.js";
import { startDrop } from "./drop.js";
import { startKeys } from "./keys.js";
import { startMenus } from "./menus.js";

startMenus(document);
startKeys(document);
startDrop(document);
startCitations(document);
startBeside(document);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
