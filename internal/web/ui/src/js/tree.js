import { text } from "./texts.js";

// A list of sections becomes a tree that keys and drag work on (WAI-ARIA tree view). Each change is the same form post as without script;
// the answer is the page, of which only the parts that changed are put in place, so that focus and place stay.
export function startTree(root) {
  for (const list of root.querySelectorAll("[data-tree]")) {
    if (list.dataset.treeReady) continue;
    list.dataset.treeReady = "1";
    dress(list);
    let busy = false;
    const say = (words) => {
      const s = document.querySelector("[data-tree-status]");
      if (s) s.textContent = words;
    };
    const send = async (item, fields) => {
      if (busy) return;
      busy = true;
      noAlert(list);
      try {
        const form = new URLSearchParams({ node: item.dataset.node, rev: item.dataset.rev, ...fields });
        const own = document.querySelector('input[name="own"]'); // the account whose page this is
        if (own) form.set("own", own.value);
        const answer = await fetch(list.dataset.change, { method: "POST", body: form, headers: { Accept: "text/html" } }).catch(() => null);
        if (!answer) { // nothing was changed: the tree stays as it is, and says so
          say(text("offline"));
          alertBeside(list, text("offline"));
          return;
        }
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector("[data-tree]");
        if (!fresh) { location.reload(); return; }
        list.replaceChildren(...fresh.children);
        dress(list);
        const at = list.querySelector(`[data-node="${item.dataset.node}"]`) || list.firstElementChild;
        if (at) focus(list, at);
        const told = page.querySelector('.main [role="alert"], .alert, .flash');
        say((told ? told.textContent.trim() + " " : "") + (at ? at.querySelector("a").textContent.trim() : ""));
        const card = page.getElementById("at"), here = document.getElementById("at");
        if (card && here && answer.ok) here.replaceWith(card);
        if (!answer.ok && told) alertBeside(list, told.textContent.trim());
      } finally {
        busy = false;
      }
    };
    list.addEventListener("keydown", (e) => {
      const item = e.target.closest("li");
      if (!item || !list.contains(item)) return;
      const all = [...list.children], i = all.indexOf(item);
      const act = () => { e.preventDefault(); e.stopPropagation(); };
      const step = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "outdent", ArrowRight: "indent" }[e.key];
      if (e.altKey && step) { act(); send(item, { op: step }); return; }
      if ((e.ctrlKey || e.metaKey) && e.key === "z") { act(); send(item, { op: "undo" }); return; }
      if (e.altKey || e.ctrlKey || e.metaKey) return;
      const depth = Number(item.dataset.depth);
      if (e.key === "ArrowDown" && all[i + 1]) { act(); focus(list, all[i + 1]); }
      else if (e.key === "ArrowUp" && all[i - 1]) { act(); focus(list, all[i - 1]); }
      else if (e.key === "ArrowRight" && all[i + 1] && Number(all[i + 1].dataset.depth) > depth) { act(); focus(list, all[i + 1]); }
      else if (e.key === "ArrowLeft") { const p = all.slice(0, i).reverse().find((x) => Number(x.dataset.depth) < depth); if (p) { act(); focus(list, p); } }
      else if (e.key === "Home") { act(); focus(list, all[0]); }
      else if (e.key === "End") { act(); focus(list, all[all.length - 1]); }
      else if (e.key === "Enter") { act(); item.querySelector("a").click(); }
      else if (e.key === "F2") { act(); location.href = item.querySelector("a").href.replace("#at", "#f-title"); }
      else if (e.key === "Delete") { act(); send(item, { op: "remove" }); }
    });
    drag(list, send);
  }
}

function dress(list) {
  list.setAttribute("role", "tree");
  let first = true;
  for (const li of list.children) {
    li.setAttribute("role", "treeitem");
    li.setAttribute("aria-level", Number(li.dataset.depth) + 1);
    const a = li.querySelector("a");
    li.setAttribute("aria-selected", a.hasAttribute("aria-current") ? "true" : "false");
    li.tabIndex = first ? 0 : -1;
    first = false;
    a.tabIndex = -1;
    a.draggable = false;
    li.draggable = true;
  }
  const chosen = list.querySelector('[aria-selected="true"]');
  if (chosen) {
    for (const li of list.children) li.tabIndex = -1;
    chosen.tabIndex = 0;
  }
}

function focus(list, item) {
  for (const li of list.children) li.tabIndex = li === item ? 0 : -1;
  item.focus();
}

function noAlert(list) {
  const old = list.parentElement.querySelector("[data-tree-alert]");
  if (old) old.remove();
}

function alertBeside(list, words) {
  noAlert(list);
  const box = document.createElement("p");
  box.className = "alert alert-danger";
  box.dataset.treeAlert = "";
  box.textContent = words;
  list.before(box);
}

// Drag: the upper half of a row means before it, the lower half behind it, the right third below it.
function drag(list, send) {
  let held = null, mark = null;
  const clear = () => { if (mark) mark.classList.remove("drop-before", "drop-behind", "drop-into"); mark = null; };
  list.addEventListener("dragstart", (e) => { held = e.target.closest("li"); if (held) e.dataTransfer.effectAllowed = "move"; });
  list.addEventListener("dragend", () => { held = null; clear(); });
  list.addEventListener("dragover", (e) => {
    const over = e.target.closest("li");
    if (!held || !over || over === held) return;
    e.preventDefault();
    clear();
    mark = over;
    over.classList.add("drop-" + where(e, over));
  });
  list.addEventListener("drop", (e) => {
    const over = e.target.closest("li");
    if (!held || !over || over === held) return;
    e.preventDefault();
    const to = where(e, over), all = [...list.children], depth = over.dataset.depth;
    const fields = { op: "move" };
    if (to === "into") fields.parent = over.dataset.node;
    else {
      if (over.dataset.parent) fields.parent = over.dataset.parent;
      if (to === "behind") fields.after = over.dataset.node;
      else {
        const before = all.slice(0, all.indexOf(over)).reverse();
        const i = before.findIndex((x) => Number(x.dataset.depth) < Number(depth));
        const sibling = (i < 0 ? before : before.slice(0, i)).find((x) => x.dataset.depth === depth && x !== held);
        if (sibling) fields.after = sibling.dataset.node;
      }
    }
    clear();
    send(held, fields);
  });
}

function where(e, over) {
  const box = over.getBoundingClientRect();
  if (e.clientX > box.left + box.width * 2 / 3) return "into";
  return e.clientY < box.top + box.height / 2 ? "before" : "behind";
}
