// Everything here is an addition: each page works without it. No eval, no inline style, no request to another server.
import { startSaving } from "./js/save.js";
import { startForms } from "./js/forms.js";
import { startCharts } from "./js/loadcharts.js";
import { startScreen } from "./js/screen.js";
import { startShared } from "./js/shared.js";
import { startPasskeys } from "./js/passkey.js";
import { startTree } from "./js/tree.js";
import { startDrop } from "./js/drop.js";
import { startPreview, startWide } from "./js/preview.js";
import { startOffline } from "./js/offline.js";
import { startArranging } from "./js/arrange.js";
import { startFaults } from "./js/faults.js";
import { startKept } from "./js/kept.js";
import { startSeek } from "./js/seek.js";

document.documentElement.classList.add("js");

function start(root) {
  startForms(root);
  startSaving(root);
  startCharts(root);
  startPasskeys(root);
  startArranging(root);
  startWide(root);
  startDrop(root);
  startTree(root);
}

startFaults(); // first: it asks before any other script sends
start(document);
startKept();
startScreen();
startShared();
startOffline();
startPreview();
startSeek();
// Fragments that htmx brings in get the same treatment; every start function skips what it has already seen.
document.addEventListener("htmx:load", (e) => start(e.target));
