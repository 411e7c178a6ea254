// Arranging a list by dragging or with keys. The list works without this: each entry has a form with buttons for one step up and down.
//
//   <ol data-arrange> … <li data-entry="ID"> … <form data-move><input name="before"><button data-up><button data-down></form>
//
// A dropped entry posts its own form with before = the entry it was dropped on ("end" below the last one); Alt with an arrow key presses
// the button for one step. The server answers with the page in the new order, at the entry.

export function startArranging(root) {
  for (const list of root.querySelectorAll("[data-arrange]")) {
    if (!list.dataset.arranging) prepare(list);
    list.dataset.arranging = "1";
  }
}

function prepare(list) {
  let held = null;
  for (const item of list.querySelectorAll("[data-entry]")) {
    const form = item.querySelector("form[data-move]");
    if (!form) continue;
    item.draggable = true;
    item.addEventListener("dragstart", (e) => {
      if (e.target.closest && e.target.closest("a, input, textarea, select, summary, button")) return e.preventDefault();
      held = item;
      item.classList.add("held");
      e.dataTransfer.effectAllowed = "move";
      e.dataTransfer.setData("text/plain", item.dataset.entry);
    });
    item.addEventListener("dragend", () => {
      item.classList.remove("held");
      clear(list);
      held = null;
    });
    item.addEventListener("keydown", (e) => {
      if (!e.altKey || (e.key !== "ArrowUp" && e.key !== "ArrowDown")) return;
      const button = form.querySelector(e.key === "ArrowUp" ? "[data-up]" : "[data-down]");
      e.preventDefault();
      if (button && !button.disabled) button.click();
    });
  }
  list.addEventListener("dragover", (e) => {
    if (!held) return;
    e.preventDefault();
    clear(list);
    const at = below(list, e.clientY, held);
    if (at) at.classList.add("drop-before");
    else list.classList.add("drop-end");
  });
  list.addEventListener("drop", (e) => {
    if (!held) return;
    e.preventDefault();
    const at = below(list, e.clientY, held);
    const form = held.querySelector("form[data-move]");
    form.elements.before.value = at ? at.dataset.entry : "end";
    form.submit();
  });
}

// below is the first entry whose middle is under y.
function below(list, y, held) {
  for (const item of list.querySelectorAll("[data-entry]")) {
    if (item === held) continue;
    const box = item.getBoundingClientRect();
    if (y < box.top + box.height / 2) return item;
  }
  return null;
}

function clear(list) {
  list.classList.remove("drop-end");
  for (const item of list.querySelectorAll(".drop-before")) item.classList.remove("drop-before");
}
