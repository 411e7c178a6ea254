// A device that pupils use in turn: the queue of each is counted on the lock screen and sent without its owner, the page of whoever
// has gone does not stay, and a card can be held before the camera.
//
// What a pupil's page could not send stands in storage as "tx:answer:p:<person>:sitting:<sitting>:<item>", sealed with a key that
// the server gives to that pupil's page alone. This script cannot read it and need not: the server opens it, and takes it for that
// person, that sitting and from this device only. So no answer waits for its owner to come back, and nobody sends for another.
import { text } from "./texts.js";

const PREFIX = "tx:answer:p:", FIRST = 2000, LONGEST = 30000;

function kept() {
  const out = [];
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(PREFIX)) continue;
      const p = JSON.parse(localStorage.getItem(key) || "{}");
      if (p.sealed) out.push({ key, name: key.slice("tx:answer:".length), person: key.slice(PREFIX.length).split(":")[0], ...p });
    }
  } catch (err) { /* no storage here */ }
  return out.sort((a, b) => (a.seq || 0) - (b.seq || 0));
}

// What the page's own forms look after.
function mine(name) {
  for (const f of document.querySelectorAll("form[data-save][data-save-key]")) if (name.startsWith(f.dataset.saveKey + ":")) return true;
  return false;
}

function count() {
  const n = new Map();
  for (const k of kept()) n.set(k.person, (n.get(k.person) || 0) + 1);
  for (const el of document.querySelectorAll("[data-unsent]")) {
    const c = n.get(el.dataset.unsent) || 0;
    el.hidden = c === 0;
    el.textContent = c ? text("unsent").replace("#", String(c)) : "";
  }
}

function remove(k) {
  try {
    const now = JSON.parse(localStorage.getItem(k.key) || "{}");
    if (now.idem === k.idem) localStorage.removeItem(k.key); // a newer state of the answer stays
  } catch (err) { /* it is gone already */ }
}

async function drain(url, skip) {
  for (const k of kept()) {
    if (mine(k.name) || skip.has(k.key + k.idem)) continue;
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), 15000);
    try {
      const r = await fetch(url, { method: "POST", body: new URLSearchParams({ name: k.name, sealed: k.sealed }), signal: stop.signal,
        redirect: "manual", cache: "no-store", headers: { Accept: "application/json" } });
      const answer = await r.json().catch(() => null);
      if (r.status === 200 && answer && answer.saved === true) remove(k);
      else if (r.status === 409 && answer && answer.error === "conflict") remove(k); // the sitting is closed: it will never be taken
      else if (r.status >= 400 && r.status < 500 && ![408, 425, 429].includes(r.status)) skip.add(k.key + k.idem); // its owner has to look
      else return false;
    } catch (err) {
      return false;
    } finally {
      clearTimeout(timer);
      count();
    }
  }
  return true;
}

export function startShared() {
  startScan();
  startDrain();
  startLeave();
}

function startDrain() {
  const el = document.querySelector("[data-drain]");
  if (!el) return;
  const skip = new Set();
  let pause = FIRST, timer = 0, running = false;
  const go = async () => {
    clearTimeout(timer);
    if (running) return;
    running = true;
    const clean = await drain(el.dataset.drain, skip);
    running = false;
    pause = clean ? FIRST : Math.min(pause * 2, LONGEST);
    timer = setTimeout(go, clean ? LONGEST : pause);
  };
  count();
  go();
  window.addEventListener("online", () => { pause = FIRST; go(); });
  window.addEventListener("storage", count);
}

// startLeave: one page at a time belongs to one person. Other tabs of somebody who has gone lead to the lock screen, and so does a
// page that comes back from the browser's memory.
function startLeave() {
  const form = document.querySelector("form[data-leave][data-owner]"), lock = document.querySelector("[data-lock]");
  if (!form && !lock) return;
  const who = form ? form.dataset.owner : "";
  try { localStorage.setItem("tx:who", who); } catch (err) { /* no storage here */ }
  const away = () => { window.dispatchEvent(new Event("ui:gone")); location.replace("/device"); };
  if (form) {
    window.addEventListener("storage", (e) => { if (e.key === "tx:who" && e.newValue !== who) away(); });
    window.addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });
    form.addEventListener("submit", (e) => {
      window.dispatchEvent(new Event("ui:gone"));
      if (navigator.onLine) return;
      e.preventDefault();
      lockHere(form);
    });
  }
}

// lockHere hides the page while the server cannot be told that somebody has gone, and tells it as soon as it can.
function lockHere(form) {
  if (document.querySelector(".locked")) return;
  const box = document.createElement("div");
  box.className = "locked";
  box.setAttribute("role", "alertdialog");
  box.setAttribute("aria-modal", "true");
  const p = document.createElement("p");
  p.textContent = text("locked");
  box.append(p);
  for (const c of document.body.children) c.hidden = true;
  document.body.append(box);
  window.addEventListener("online", () => HTMLFormElement.prototype.submit.call(form), { once: true });
}

// startScan reads a card with the camera, where the browser can: HTTPS and its own BarcodeDetector.
function startScan() {
  const button = document.querySelector("[data-scan]");
  if (!button || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const view = document.querySelector("[data-scan-view]"), note = document.querySelector("[data-scan-note]");
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user" } });
    } catch (err) {
      note.textContent = text("nocamera");
      return;
    }
    button.hidden = true;
    view.hidden = false;
    view.srcObject = stream;
    note.textContent = text("scanning");
    await view.play();
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    const look = async () => {
      const found = await detector.detect(view).catch(() => []);
      const card = found.map((f) => f.rawValue).find((v) => /\/c\/[\w-]{22}$/.test(v));
      if (!card) return setTimeout(look, 200);
      for (const t of stream.getTracks()) t.stop();
      const field = document.querySelector("[name=card]");
      field.value = card;
      field.form.submit();
    };
    look();
  });
}
