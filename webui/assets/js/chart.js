// <lm-chart points='{"since": …, "step": …, "series": […], "ticks": […], "labels": […]}'>: draws the
// most of each part of the time. Every word and every moment is the server's, in the language of
// the reader and by the clock of the box; the colours are the theme's, whenever that changes.
import uPlot from "uplot";

const HEIGHT = 220; // pixels
const TICK = 56; // pixels that the words of one take
const TONES = ["--lm-live", "--lm-warn", "--lm-none"];
const FILLS = ["--lm-live-soft"];
const DASHES = [[], [], [4, 4]];
const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

class Chart extends HTMLElement {
  #plot = null;
  #size = new ResizeObserver(() => this.#fit());
  #theme = new MutationObserver(() => this.#plot?.redraw(false));

  connectedCallback() {
    this.replaceChildren();
    this.#plot = this.#drawn(JSON.parse(this.getAttribute("points")));
    this.#size.observe(this);
    this.#theme.observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
    document.fonts.ready.then(() => this.#plot.redraw(false)); // canvases wait for no font
  }

  disconnectedCallback() {
    this.#size.disconnect();
    this.#theme.disconnect();
    this.#plot?.destroy();
  }

  #fit() {
    const width = Math.floor(this.clientWidth);
    if (width && width !== this.#plot.width) this.#plot.setSize({ width, height: HEIGHT });
  }

  #colour(name) {
    return getComputedStyle(this).getPropertyValue(name).trim();
  }

  #drawn({ since, step, series, ticks, labels, when }) {
    const moments = labels.map((_, at) => since + at * step);
    const end = since + labels.length * step;
    const most = Math.max(4, ...series.flatMap((each) => each.values));
    const size = getComputedStyle(this);
    const axis = {
      stroke: () => this.#colour("--lm-quiet"),
      grid: { stroke: () => this.#colour("--lm-none-soft"), width: 1 },
      ticks: { show: false },
      font: `12px ${size.fontFamily}`,
    };
    const options = {
      width: Math.floor(this.clientWidth) || 300,
      height: HEIGHT,
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      legend: { markers: { width: 3 } },
      scales: { x: { time: false, range: [since, end] }, y: { range: [0, most * 1.05] } },
      axes: [
        {
          ...axis,
          size: 30,
          splits: (plot) => this.#chosen(ticks, plot.bbox.width / devicePixelRatio),
          values: (_, splits) => splits.map((at) => ticks.find((tick) => tick[0] === at)[1]),
        },
        { ...axis, size: 36, incrs: WHOLE },
      ],
      series: [
        { label: when, value: (_, __, ___, at) => labels[Math.min(at ?? labels.length, labels.length - 1)] },
        ...series.map((each, at) => ({
          label: each.name,
          width: 2,
          dash: DASHES[at],
          stroke: () => this.#colour(TONES[at]),
          fill: FILLS[at] && (() => this.#colour(FILLS[at])),
          paths: uPlot.paths.stepped({ align: 1 }),
          points: { show: false },
          value: (_, value) => String(value ?? each.values.at(-1)),
        })),
      ],
    };
    // The last part is drawn to its end.
    const data = [[...moments, end], ...series.map(({ values }) => [...values, values.at(-1)])];
    return new uPlot(options, data, this);
  }

  #chosen(ticks, width) {
    const every = Math.max(1, Math.ceil((ticks.length * TICK) / width));
    return ticks.filter((_, at) => at % every === 0).map((tick) => tick[0]);
  }
}

customElements.define("lm-chart", Chart);
