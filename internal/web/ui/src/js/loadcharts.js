// The drawing library is large, so a page without figures never loads it.
let loading = null;

function load(src) {
  if (!loading) {
    loading = new Promise((done, fail) => {
      const s = document.createElement("script");
      s.src = src;
      s.onload = done;
      s.onerror = fail;
      document.head.append(s);
    });
  }
  return loading;
}

export function startCharts(root) {
  const all = [...root.querySelectorAll("[data-chart]:not([data-seen])")];
  if (root.matches && root.matches("[data-chart]:not([data-seen])")) all.push(root);
  if (all.length === 0) return;
  for (const el of all) el.setAttribute("data-seen", "");
  load(all[0].dataset.chartSrc)
    .then(() => {
      for (const el of all) {
        try {
          window.tongxueChart(el, JSON.parse(el.dataset.chart));
          const data = el.parentElement.querySelector(".figure-data[data-close]");
          if (data) data.open = false;
        } catch (err) {
          el.classList.add("is-failed"); // the table below says the same
          console.error(err);
        }
      }
    })
    .catch(() => {
      for (const el of all) el.classList.add("is-failed");
    });
}
