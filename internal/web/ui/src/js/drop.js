import { text } from "./texts.js";

// A zone takes files that are dragged from the desktop: they are put into its file field and the form is sent as by its button. Folders
// are walked, and the paths of their files go along, because folder names say much about a file.
const most = 30;

export function startDrop(root) {
  for (const zone of root.querySelectorAll("[data-drop]")) {
    const form = zone.querySelector("form");
    const field = form && form.querySelector('input[type="file"]');
    if (!field || zone.dataset.dropReady) continue;
    zone.dataset.dropReady = "1";
    let depth = 0;
    const over = (on) => zone.classList.toggle("is-over", on);
    const files = (e) => e.dataTransfer && [...e.dataTransfer.types].includes("Files");
    zone.addEventListener("dragenter", (e) => { if (files(e)) { e.preventDefault(); depth++; over(true); } });
    zone.addEventListener("dragover", (e) => { if (files(e)) { e.preventDefault(); e.dataTransfer.dropEffect = "copy"; } });
    zone.addEventListener("dragleave", () => { depth = Math.max(0, depth - 1); over(depth > 0); });
    zone.addEventListener("drop", async (e) => {
      if (!files(e)) return;
      e.preventDefault();
      depth = 0;
      over(false);
      const found = await walk(e.dataTransfer);
      if (!found.length) return;
      const list = new DataTransfer();
      for (const old of form.querySelectorAll('input[name="path"]')) old.remove();
      for (const { file, path } of found.slice(0, most)) {
        list.items.add(file);
        if (path === file.name) continue;
        const p = document.createElement("input");
        p.type = "hidden";
        p.name = "path";
        p.value = path;
        form.prepend(p); // the server reads what stands before the files
      }
      field.files = list.files;
      const status = zone.querySelector("[data-drop-status]");
      if (status) status.textContent = text("sending");
      if (form.reportValidity()) form.requestSubmit(form.querySelector("button:not([type=button])"));
    });
  }
}

async function walk(data) {
  const entries = [...data.items].map((i) => i.webkitGetAsEntry && i.webkitGetAsEntry()).filter(Boolean);
  if (!entries.some((e) => e.isDirectory)) return [...data.files].map((file) => ({ file, path: file.name }));
  const out = [];
  for (const e of entries) await into(e, "", out, 0);
  return out;
}

async function into(entry, before, out, level) {
  if (out.length >= most || level > 5 || entry.name.startsWith(".")) return;
  if (entry.isFile) {
    const file = await new Promise((ok) => entry.file(ok, () => ok(null)));
    if (file) out.push({ file, path: before + entry.name });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((ok) => reader.readEntries(ok, () => ok([])));
    if (!some.length) return;
    for (const e of some) await into(e, before + entry.name + "/", out, level + 1);
  }
}
