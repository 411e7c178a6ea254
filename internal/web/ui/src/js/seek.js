// The key / goes to the box that finds everything, unless somebody is writing or has switched the key off (显示与语言).
export function startSeek() {
  document.addEventListener("keydown", (e) => {
    if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || document.documentElement.dataset.keys === "off") return;
    if (e.target.closest && e.target.closest("input, textarea, select, [contenteditable]")) return;
    const box = [...document.querySelectorAll("#seek-q, #top-q")].find((x) => x.offsetParent !== null);
    if (!box) return;
    e.preventDefault();
    box.focus();
    box.select();
  });
}
