// A form that could not be sent comes back to its page: what was typed goes into the fields again, and where the page now holds
// something else, both stand side by side to choose from. Hidden fields are left as the page has them, so that the newest version is
// what the person has before the eyes and what the server compares with.
import { text } from "./texts.js";

export function startKept() {
  for (const box of document.querySelectorAll("[data-kept]")) put(box);
}

function put(box) {
  const fields = JSON.parse(box.dataset.kept), action = box.dataset.keptAction;
  const form = find(action, fields);
  if (!form) return; // the words of the box lead to the full text
  let placed = 0, missing = 0, differs = 0;
  for (const [name, values] of Object.entries(fields)) {
    const all = [...form.elements].filter((f) => f.name === name);
    if (name === "idem") {
      if (all[0]) all[0].value = values[0]; // by which the server knows that it has come
      continue;
    }
    if (!all.length) {
      if (values.some(Boolean) && !button(form, name)) missing++;
      continue;
    }
    let i = 0;
    for (const f of all) {
      if (f.type === "hidden" || f.type === "file" || f.type === "submit" || f.disabled || f.readOnly) continue;
      if (f.type === "radio" || f.type === "checkbox") {
        const on = values.includes(f.value);
        if (f.checked !== on) { f.checked = on; placed++; }
      } else if (f.tagName === "SELECT" && f.multiple) {
        for (const o of f.options) o.selected = values.includes(o.value);
      } else if (i < values.length) {
        const was = f.value, v = values[i++];
        if (was === v.replace(/\r\n/g, "\n")) continue;
        f.value = v;
        placed++;
        if (f.value.replace(/\r\n/g, "\n") !== v.replace(/\r\n/g, "\n")) { missing++; continue; }
        if (was && f.type !== "number") { differs++; beside(f, was, v); }
      }
    }
    if (i > 0 && i < values.length) missing++;
  }
  for (const f of form.elements) { // boxes that were cleared sent nothing
    if (f.type === "checkbox" && f.checked && f.name && !(f.name in fields)) { f.checked = false; placed++; }
    const wrap = f.closest("details");
    if (wrap && f.name in fields && f.type !== "hidden") wrap.open = true;
  }
  const words = box.querySelector("[data-kept-words]");
  if (words) words.textContent = missing ? text("xpartly") : differs ? text("xfilled") + text("xdiffers") : placed ? text("xfilled") : text("xpressagain");
  form.dispatchEvent(new Event("input", { bubbles: true })); // leaving asks again
}

function button(form, name) { return [...form.querySelectorAll("button")].some((b) => b.name === name); }

// find is the form that was sent: the same address, and of several the one whose fields fit best.
function find(action, fields) {
  let best = null, most = -1;
  for (const form of document.querySelectorAll('form[method="post"]')) {
    const here = new URL(form.getAttribute("action") || location.href, location.href);
    const also = [...form.querySelectorAll("[formaction]")].some((b) => b.getAttribute("formaction") === action);
    if (here.pathname + here.search !== action && !also) continue;
    let n = 0;
    for (const f of form.elements) if (f.name in fields && f.name !== "idem") n += f.type === "hidden" ? (fields[f.name].includes(f.value) ? 2 : -1) : 1;
    if (n > most) { best = form; most = n; }
  }
  return best;
}

// beside shows what is stored next to what was typed.
function beside(field, stored, typed) {
  const box = document.createElement("div");
  box.className = "kept-other";
  const head = document.createElement("p");
  head.className = "help";
  head.textContent = text("xstored");
  const old = document.createElement("p");
  old.className = "kept-stored";
  old.textContent = field.tagName === "SELECT" ? ([...field.options].find((o) => o.value === stored) || { text: stored }).text : stored;
  const take = (words, v) => {
    const b = document.createElement("button");
    b.type = "button";
    b.className = "btn btn-quiet";
    b.textContent = words;
    b.addEventListener("click", () => { field.value = v; field.dispatchEvent(new Event("input", { bubbles: true })); field.focus(); });
    return b;
  };
  const acts = document.createElement("p");
  acts.className = "kept-acts";
  acts.append(take(text("xtakestored"), stored), take(text("xtakemine"), typed));
  box.append(head, old, acts);
  (field.closest(".control") || field).after(box);
}
