import { text } from "./texts.js";

const seen = new WeakSet();

export function startForms(root) {
  for (const f of root.querySelectorAll("form")) {
    if (seen.has(f)) continue;
    seen.add(f);
    if (f.method === "post" && !f.hasAttribute("data-save")) guardDouble(f);
    if (f.dataset.unsaved || f.method === "post" && f.querySelector("textarea") && !f.hasAttribute("data-save")) guardUnsaved(f);
    if (f.hasAttribute("data-prefs")) easeTheme(f);
  }
  const first = root.querySelector("[data-focus]");
  if (first) first.focus();
}

// The second click of an impatient double click must not send a second time. The key in "idem" protects the server anyway; this
// only spares people the doubt. Buttons come back when the page is shown again (back button, a download) or after ten seconds.
function guardDouble(form) {
  form.addEventListener("submit", (e) => {
    if (e.defaultPrevented) return;
    if (form.dataset.busy) {
      e.preventDefault();
      return;
    }
    form.dataset.busy = "1";
    const buttons = [...form.querySelectorAll('button:not([type="button"])')];
    // after this task, so that the pressed button's own name and value are still sent
    setTimeout(() => {
      for (const b of buttons) b.setAttribute("aria-disabled", "true");
      if (e.submitter) e.submitter.classList.add("is-busy");
    }, 0);
    const free = () => {
      delete form.dataset.busy;
      for (const b of buttons) {
        b.removeAttribute("aria-disabled");
        b.classList.remove("is-busy");
      }
    };
    setTimeout(free, form.dataset.files ? 1500 : 10000); // a form that answers with a file leaves its page as it is
    window.addEventListener("pageshow", free, { once: true });
    form.addEventListener("htmx:afterRequest", free, { once: true });
  });
}

function guardUnsaved(form) {
  let dirty = Boolean(form.querySelector(".error-summary")); // refused: what it holds is stored nowhere
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", () => { dirty = false; });
  window.addEventListener("beforeunload", (e) => {
    if (!dirty || !form.isConnected) return;
    e.preventDefault();
    e.returnValue = form.dataset.unsaved || text("xunsaved");
  });
}

// The theme changes at once; the POST only makes it last. Language needs the server, so that goes the ordinary way.
function easeTheme(form) {
  form.addEventListener("submit", (e) => {
    const b = e.submitter;
    if (!b || b.name !== "theme") return;
    e.preventDefault();
    e.stopImmediatePropagation();
    document.documentElement.dataset.theme = b.value;
    for (const o of document.querySelectorAll('[data-prefs] button[name="theme"]')) {
      o.setAttribute("aria-pressed", String(o.value === b.value));
    }
    const body = new URLSearchParams(new FormData(form));
    body.set("theme", b.value);
    fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
    document.dispatchEvent(new Event("ui:theme"));
  }, true);
}
