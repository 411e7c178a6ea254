import { text } from "./texts.js";

export function startScreen() {
  document.addEventListener("click", (e) => {
    if (e.target.closest("[data-print]")) window.print();
    // one open drop-down at a time; a click elsewhere closes it
    for (const d of document.querySelectorAll("details.drop[open], details.bottom-more[open]")) {
      if (!d.contains(e.target)) d.open = false;
    }
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape") {
      for (const d of document.querySelectorAll("details.drop[open], details.bottom-more[open]")) {
        d.open = false;
        d.querySelector("summary").focus();
      }
    }
    if (document.body.hasAttribute("data-board") && !e.target.closest("input,textarea,select")) {
      const key = e.key === "PageUp" ? "ArrowLeft" : e.key === "PageDown" ? "ArrowRight" : e.key;
      for (const a of document.querySelectorAll("[data-key]")) {
        if (a.dataset.key === key) a.click();
      }
    }
  });
  // choices that look chosen need a class, because the styles may not rely on :has()
  const mark = () => {
    for (const o of document.querySelectorAll(".option, .pin-picture")) { // an answered one is shown without a field
      const field = o.querySelector("input");
      if (field) o.classList.toggle("is-on", field.checked);
    }
  };
  document.addEventListener("change", mark);
  document.addEventListener("reset", () => setTimeout(mark, 0));
  mark();

  // paper shows every table and every folded part
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details.figure-data:not([open]), details.more:not([open])")];
    for (const d of opened) d.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const d of opened) d.open = false;
  });

  document.addEventListener("htmx:sendError", () => toast(text("offline")));
  document.addEventListener("htmx:responseError", () => toast(text("wrong")));
  document.addEventListener("htmx:oobAfterSwap", fade);
}

export function toast(message) {
  const box = document.getElementById("toasts");
  if (!box || !message) return;
  const d = document.createElement("div");
  d.className = "toast alert-warning";
  d.setAttribute("data-toast", "");
  d.textContent = message;
  box.append(d);
  fade();
}

function fade() {
  for (const t of document.querySelectorAll("[data-toast]:not([data-fading])")) {
    t.setAttribute("data-fading", "");
    setTimeout(() => t.remove(), 6000);
  }
}
