// Draws the figures of ui.Chart. Input is the small description in data-chart (see chart.go), never ECharts' own options, so that
// the library can be replaced. SVG, patterns beside colours, no HTML tool tips (they would need inline styles).
import * as echarts from "echarts/core";
// deep paths, because the index files would pull every chart type into vendor
import { install as BarChart } from "echarts/lib/chart/bar/install.js";
import { install as LineChart } from "echarts/lib/chart/line/install.js";
import { install as ScatterChart } from "echarts/lib/chart/scatter/install.js";
import { install as HeatmapChart } from "echarts/lib/chart/heatmap/install.js";
import { install as BoxplotChart } from "echarts/lib/chart/boxplot/install.js";
import { install as CustomChart } from "echarts/lib/chart/custom/install.js";
import { install as GridComponent } from "echarts/lib/component/grid/install.js";
import { install as TooltipComponent } from "echarts/lib/component/tooltip/install.js";
import { install as LegendComponent } from "echarts/lib/component/legend/installLegendPlain.js";
import { install as AriaComponent } from "echarts/lib/component/aria/install.js";
import { install as MarkLineComponent } from "echarts/lib/component/marker/installMarkLine.js";
import { install as VisualMapComponent } from "echarts/lib/component/visualMap/installVisualMapContinuous.js";
import { install as SVGRenderer } from "echarts/lib/renderer/installSVGRenderer.js";

echarts.use([BarChart, LineChart, ScatterChart, HeatmapChart, BoxplotChart, CustomChart, GridComponent, TooltipComponent,
  LegendComponent, AriaComponent, MarkLineComponent, VisualMapComponent, SVGRenderer]);

const drawn = new Map();

window.tongxueChart = function (el, spec) {
  const draw = () => {
    const c = drawn.get(el) || echarts.init(el, null, { renderer: "svg" });
    drawn.set(el, c);
    c.setOption(options(spec, el), true);
  };
  draw();
  el._redraw = draw;
  new ResizeObserver(() => { const c = drawn.get(el); if (c && el.clientWidth) c.resize(); }).observe(el);
};

function again() {
  for (const [el, c] of drawn) {
    if (el.isConnected) el._redraw();
    else { c.dispose(); drawn.delete(el); }
  }
}
document.addEventListener("ui:theme", again);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
// paper: the print colours apply only while printing, so draw again in them and at the paper's width
const paper = 640; // what A4 leaves inside a card; browsers tell of printing before they lay the page out at that width
matchMedia("print").addEventListener("change", (e) => {
  again();
  for (const [el, c] of drawn) c.resize({ width: e.matches ? Math.min(el.clientWidth, paper) : "auto" });
});

function options(s, el) {
  const css = getComputedStyle(document.documentElement);
  const v = (n) => css.getPropertyValue(n).trim();
  const k = {
    colours: [1, 2, 3, 4, 5, 6].map((i) => v("--chart-" + i)), text: v("--text"), text2: v("--text-2"), line: v("--line"), surface: v("--surface"),
    heat: s.signed ? [v("--heat-under"), v("--surface"), v("--heat-over")] : [v("--heat-0"), v("--heat-1")], size: Math.max(12, Math.min(28, parseFloat(getComputedStyle(el).fontSize) * 0.86)),
    font: getComputedStyle(el).fontFamily, narrow: el.clientWidth < 480, wide: Math.max(32, el.clientWidth / 28),
    fmt: (x) => (x === null || x === undefined || Number.isNaN(x) ? "—" : Number(x).toFixed(s.decimals) + (s.unit ? " " + s.unit : "")),
  };
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const many = s.series.length > 1;
  const base = {
    animation: !still, animationDuration: 300, color: k.colours, backgroundColor: "transparent",
    textStyle: { fontFamily: k.font, fontSize: k.size, color: k.text },
    aria: { enabled: true, label: { description: s.label }, decal: { show: many && ["bar", "hbar", "box"].includes(s.kind) } },
    grid: { left: 8, right: 16, top: (many ? 30 : 8) + (s.yLabel && s.kind !== "hbar" && s.kind !== "forest" ? 26 : 8), bottom: s.xLabel ? 26 : 8, containLabel: true },
    legend: many ? { top: 0, left: 0, padding: 0, type: "plain", itemWidth: 18, itemHeight: 12, textStyle: { color: k.text, fontSize: k.size } } : undefined,
    tooltip: { renderMode: "richText", confine: true, backgroundColor: k.surface, borderColor: k.line, textStyle: { color: k.text, fontSize: k.size } },
  };
  const kinds = { bar: barLike, hbar: barLike, line: barLike, scatter, heat, box, forest, wright };
  return Object.assign(base, kinds[s.kind](s, k));
}

function axisStyle(k) {
  return {
    axisLabel: { color: k.text2, fontSize: k.size, hideOverlap: true }, nameTextStyle: { color: k.text2, fontSize: k.size },
    axisLine: { lineStyle: { color: k.line } }, axisTick: { show: false }, splitLine: { lineStyle: { color: k.line, type: [4, 4] } },
  };
}

function names(s, k) {
  return Object.assign({ type: "category", data: s.x }, axisStyle(k), { splitLine: { show: false } });
}

function values(s, k, name) {
  return Object.assign({ type: "value", min: s.min, max: s.max, name, scale: s.kind === "scatter" }, axisStyle(k), { axisLine: { show: false, onZero: false } });
}

function marks(s, k, horizontal) {
  if (!s.refs) return undefined;
  return {
    symbol: "none", silent: true, animation: false, lineStyle: { color: k.text, type: "dashed", width: 1.5 },
    label: { color: k.text, fontSize: k.size, formatter: (p) => p.name, position: horizontal ? "end" : "insideEndTop" },
    data: s.refs.map((r) => ({ name: r.label + " " + k.fmt(r.value), [r.onX || horizontal ? "xAxis" : "yAxis"]: r.value })),
  };
}

function barLike(s, k) {
  const lying = s.kind === "hbar";
  const cat = names(s, k), val = values(s, k, lying ? s.xLabel && "" : s.yLabel);
  if (lying) {
    cat.inverse = true;
    cat.axisLabel = Object.assign({}, cat.axisLabel, { width: k.narrow ? 90 : 220, overflow: "truncate", interval: 0, hideOverlap: false });
    if (s.yLabel) { val.name = s.yLabel; val.nameLocation = "middle"; val.nameGap = 26; }
  } else {
    cat.name = s.xLabel;
    cat.nameLocation = "middle";
    cat.nameGap = 28;
    val.nameTextStyle = Object.assign({}, val.nameTextStyle, { align: "left", padding: [0, 0, 0, -8] });
  }
  const series = [];
  s.series.forEach((d, i) => {
    const main = { type: s.kind === "line" ? "line" : "bar", name: d.name, data: d.values, stack: s.stacked ? "all" : undefined };
    if (s.kind === "line") Object.assign(main, { symbol: ["circle", "rect", "triangle", "diamond"][i % 4], symbolSize: 8, lineStyle: { width: 2, type: ["solid", "dashed", "dotted"][i % 3] } });
    else Object.assign(main, { barMaxWidth: k.wide, itemStyle: { borderRadius: s.stacked ? 0 : lying ? [0, 3, 3, 0] : [3, 3, 0, 0] } });
    if (i === 0) main.markLine = marks(s, k, lying);
    series.push(main);
    if (d.low && d.high) series.push(whiskers(s, d, i, lying, k));
  });
  const tooltip = {
    trigger: "axis", axisPointer: { type: "shadow" },
    formatter: (ps) => {
      const n = ps[0].dataIndex;
      const lines = s.series.map((d) => (d.name ? d.name + "  " : "") + k.fmt(d.values && d.values[n]) +
        (d.low && d.high && d.low[n] !== null ? "  (" + k.fmt(d.low[n]) + " – " + k.fmt(d.high[n]) + ")" : ""));
      return [s.x[n], ...lines].join("\n");
    },
  };
  return { xAxis: lying ? val : cat, yAxis: lying ? cat : val, series, tooltip: tip(tooltip, k) };
}

function tip(t, k) {
  return Object.assign({ renderMode: "richText", confine: true, backgroundColor: k.surface, borderColor: k.line, textStyle: { color: k.text, fontSize: k.size } }, t);
}

// whiskers draws the interval of each value. Several series stand side by side inside a category, as their bars do.
function whiskers(s, d, index, lying, k) {
  const count = s.series.length;
  const side = s.kind !== "line" && !s.stacked;
  return {
    type: "custom", name: d.name, silent: true, z: 5, legendHoverLink: false, encode: lying ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] },
    data: d.values.map((_, n) => [n, d.low[n], d.high[n]]), aria: { show: false }, tooltip: { show: false },
    renderItem: (params, api) => {
      const lo = api.value(1), hi = api.value(2);
      if (lo === null || hi === null || Number.isNaN(lo) || Number.isNaN(hi)) return null;
      const point = (x) => api.coord(lying ? [x, api.value(0)] : [api.value(0), x]);
      const band = api.size([1, 1])[lying ? 1 : 0];
      let offset = 0;
      if (side && count > 1) {
        const layout = api.barLayout({ barMaxWidth: k.wide, count })[index];
        offset = layout ? layout.offsetCenter : 0;
      }
      const a = point(lo), b = point(hi), cap = Math.min(5, band / 6);
      const move = (p, dx, dy) => (lying ? [p[0] + dy, p[1] + offset + dx] : [p[0] + offset + dx, p[1] + dy]);
      const line = (p, q) => ({ type: "line", shape: { x1: p[0], y1: p[1], x2: q[0], y2: q[1] }, style: { stroke: k.text, lineWidth: 1.5 } });
      return { type: "group", children: [line(move(a, 0, 0), move(b, 0, 0)), line(move(a, -cap, 0), move(a, cap, 0)), line(move(b, -cap, 0), move(b, cap, 0))] };
    },
  };
}

function scatter(s, k) {
  const x = values(s, k, s.xLabel), y = values(s, k, s.yLabel);
  x.nameLocation = "middle";
  x.nameGap = 28;
  x.min = undefined;
  x.max = undefined;
  y.nameTextStyle = Object.assign({}, y.nameTextStyle, { align: "left", padding: [0, 0, 0, -8] });
  const series = [];
  s.series.forEach((d, i) => {
    const at = (d.at || []).map((p) => ({ name: p[2], value: [p[0], p[1]] }));
    const one = { name: d.name, data: at, markLine: i === 0 ? marks(s, k, false) : undefined };
    if (d.joined) Object.assign(one, { type: "line", showSymbol: false, smooth: false, lineStyle: { width: 2, type: ["solid", "dashed", "dotted", [8, 3, 2, 3]][i % 4] } });
    else Object.assign(one, { type: "scatter", symbol: ["circle", "rect", "triangle", "diamond"][i % 4], symbolSize: 9, itemStyle: { opacity: 0.85 } });
    series.push(one);
    if (d.low && d.high) series.push(standing(d, k));
  });
  const f = (v) => Number(v).toFixed(s.decimals);
  return { xAxis: x, yAxis: y, series, tooltip: tip({ formatter: (p) => (p.name ? p.name + "\n" : "") + (s.xLabel || "x") + " " + f(p.value[0]) + "\n" + (s.yLabel || "y") + " " + f(p.value[1]) }, k) };
}

// standing draws the interval of each dot.
function standing(d, k) {
  return {
    type: "custom", name: d.name, silent: true, z: 1, legendHoverLink: false, encode: { x: 0, y: [1, 2] }, aria: { show: false }, tooltip: { show: false },
    data: d.at.map((p, n) => [p[0], d.low[n], d.high[n]]).filter((p) => p[1] !== null && p[2] !== null),
    renderItem: (params, api) => {
      const a = api.coord([api.value(0), api.value(1)]), b = api.coord([api.value(0), api.value(2)]);
      return { type: "line", shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, style: { stroke: k.text, lineWidth: 1.25 } };
    },
  };
}

// forest is one dot a row with its interval. What differs from the reference (the interval does not reach it) is filled, the rest hollow.
function forest(s, k) {
  const cat = names(s, k), val = values(s, k, "");
  cat.inverse = true;
  cat.axisLabel = Object.assign({}, cat.axisLabel, { width: k.narrow ? 90 : 220, overflow: "truncate", interval: 0, hideOverlap: s.x.length > 60 });
  if (s.yLabel) { val.name = s.yLabel; val.nameLocation = "middle"; val.nameGap = 26; }
  const d = s.series[0], ref = s.refs && s.refs.length ? s.refs[0].value : null;
  const apart = (n) => ref !== null && d.low && d.low[n] !== null && (d.low[n] > ref || d.high[n] < ref);
  const series = [{
    type: "scatter", name: d.name, symbol: "circle", symbolSize: 9, z: 6, markLine: above(marks(s, k, true)),
    data: d.values.map((x, n) => ({ value: [x, n], itemStyle: { color: apart(n) ? k.text : k.surface, borderColor: k.text, borderWidth: 1.5 } })),
  }];
  if (d.low && d.high) series.push(whiskers(s, d, 0, true, k));
  return {
    xAxis: val, yAxis: cat, series, legend: undefined,
    grid: { left: 8, right: 16, top: s.refs ? 30 : 8, bottom: s.yLabel ? 26 : 8, containLabel: true },
    tooltip: tip({ formatter: (p) => { const n = p.dataIndex; return s.x[n] + "\n" + k.fmt(d.values[n]) + (d.low ? "  (" + k.fmt(d.low[n]) + " – " + k.fmt(d.high[n]) + ")" : ""); } }, k),
  };
}

// above puts the names of lines on the upper edge: where rows go downwards, a line ends at the bottom, on the numbers of the axis.
function above(m) {
  if (m) m.label.position = "start";
  return m;
}

// wright draws persons as bars to the left of the scale and items as names to its right, both at their height on it.
function wright(s, k) {
  const bins = s.series[0].at || [], items = (s.series[1].at || []).slice().sort((a, b) => a[1] - b[1]);
  const most = Math.max(1, ...bins.map((p) => p[1]));
  const half = bins.length > 1 ? Math.abs(bins[1][0] - bins[0][0]) / 2 : 0.25;
  const y = Object.assign(values(s, k, s.yLabel), { scale: true });
  y.nameTextStyle = Object.assign({}, y.nameTextStyle, { align: "left", padding: [0, 0, 0, -8] });
  const x = { type: "value", min: -1, max: 1, axisLabel: { show: false }, axisTick: { show: false }, splitLine: { show: false }, axisLine: { show: false } };
  const rows = [];
  const bars = {
    type: "custom", name: s.series[0].name, encode: { x: 0, y: 1 }, data: bins.map((p) => [-p[1] / most, p[0], p[1]]),
    renderItem: (params, api) => {
      const a = api.coord([api.value(0), api.value(1) + half]), b = api.coord([0, api.value(1) - half]);
      return { type: "rect", shape: { x: a[0], y: a[1], width: b[0] - a[0], height: Math.max(1, b[1] - a[1] - 1) }, style: { fill: k.colours[0], opacity: 0.7 } };
    },
  };
  const labels = {
    type: "custom", name: s.series[1].name, encode: { x: 0, y: 1 }, data: items.map((p, n) => [0.02, p[1], n]),
    renderItem: (params, api) => {
      if (params.dataIndexInside === 0) rows.length = 0;
      const at = api.coord([0.02, api.value(1)]), name = items[api.value(2)][2], wide = String(name).length * k.size * 0.62 + 14;
      let left = at[0];
      for (const r of rows) if (Math.abs(r.y - at[1]) < k.size * 1.05) left = Math.max(left, r.end);
      rows.push({ y: at[1], end: left + wide });
      return { type: "group", children: [
        { type: "line", shape: { x1: at[0] - 6, y1: at[1], x2: at[0], y2: at[1] }, style: { stroke: k.text, lineWidth: 1 } },
        { type: "text", style: { text: String(name), x: left + 4, y: at[1], verticalAlign: "middle", fill: k.text, fontSize: k.size, fontFamily: k.font } }] };
    },
  };
  return {
    xAxis: x, yAxis: y, series: [bars, labels], legend: undefined, grid: { left: 8, right: 8, top: s.yLabel ? 30 : 8, bottom: 8, containLabel: true },
    tooltip: tip({ formatter: (p) => (p.seriesIndex === 0 ? p.value[2] + "  (" + Number(p.value[1]).toFixed(s.decimals) + ")" : items[p.value[2]][2] + "  " + Number(p.value[1]).toFixed(s.decimals)) }, k),
  };
}

function heat(s, k) {
  const g = (s.series[0] && s.series[0].grid) || [];
  const data = [];
  g.forEach((r, y) => r.forEach((v, x) => { if (v !== null) data.push([x, y, v]); }));
  const all = data.map((d) => d[2]);
  const few = data.length <= 80 || s.signed;
  const ends = s.signed ? [-3, 3] : [s.min ?? Math.min(...all), s.max ?? Math.max(...all)], [lo, hi] = ends;
  const sign = (x) => (x >= 2 ? "＋＋" : x >= 1 ? "＋" : x <= -2 ? "－－" : x <= -1 ? "－" : "");
  const dark = (x) => !s.signed && (x - lo) / (hi - lo || 1) > 0.55;
  const cat = names(s, k);
  cat.name = s.xLabel;
  cat.nameLocation = "middle";
  cat.nameGap = 28;
  const rows = Object.assign({ type: "category", data: s.y, inverse: true }, axisStyle(k), { splitLine: { show: false } });
  return {
    xAxis: cat, yAxis: rows, grid: { left: 8, right: s.unit ? 96 : 70, top: 12, bottom: s.xLabel ? 26 : 8, containLabel: true },
    visualMap: { min: lo, max: hi, calculable: false, orient: "vertical", right: 0, text: [k.fmt(hi), k.fmt(lo)], textGap: 6, top: "center", itemHeight: 120, precision: s.decimals, inRange: { color: k.heat }, textStyle: { color: k.text2, fontSize: k.size } },
    series: [{ type: "heatmap", data: data.map((d) => ({ value: d, label: { show: few, color: dark(d[2]) ? k.surface : k.text, formatter: s.signed ? sign(d[2]) : k.fmt(d[2]), fontSize: k.size } })), itemStyle: { borderColor: k.surface, borderWidth: 2 } }],
    tooltip: tip({ formatter: (p) => s.y[p.value[1]] + " · " + s.x[p.value[0]] + "\n" + k.fmt(p.value[2]) }, k),
  };
}

function box(s, k) {
  const cat = names(s, k), val = values(s, k, s.yLabel);
  val.nameTextStyle = Object.assign({}, val.nameTextStyle, { align: "left", padding: [0, 0, 0, -8] });
  const series = s.series.map((d, i) => ({ type: "boxplot", name: d.name, data: d.box, boxWidth: [12, 44], itemStyle: { color: k.surface, borderColor: k.colours[i % 6], borderWidth: 2 }, markLine: i === 0 ? marks(s, k, false) : undefined }));
  return {
    xAxis: cat, yAxis: val, series,
    tooltip: tip({ formatter: (p) => p.name + "\n" + (s.boxNames || []).map((n, i) => n + " " + k.fmt(s.series[p.seriesIndex].box[p.dataIndex][i])).join("\n") }, k),
  };
}
