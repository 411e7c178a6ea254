// A preview beside a list. A link with hx-get and hx-target inside <dialog data-preview> fills the dialog, which opens when the answer is
// there. Escape, the close button and a click beside it close it; the browser gives the focus back to the link. Without script the link
// is a link.
//
// <details data-wide-open> is open where there is room for it and closed on a phone, until somebody touches it.

export function startPreview() {
  document.addEventListener("htmx:afterSwap", (e) => {
    const box = e.target.closest && e.target.closest("dialog[data-preview]");
    if (!box || box.open || !box.showModal) return;
    box.showModal();
    box.scrollTop = 0;
  });
  document.addEventListener("click", (e) => {
    if (e.target.matches && e.target.matches("dialog[data-preview]")) e.target.close();
  });
}

export function startWide(root) {
  for (const box of root.querySelectorAll("details[data-wide-open]")) {
    if (window.matchMedia("(min-width: 900px)").matches) box.open = true;
  }
}
