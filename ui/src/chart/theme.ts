// The tokens a canvas needs, read once per theme: a canvas cannot follow CSS by itself.

/** Colours and dashes of a chart. */
export interface ChartTheme {
  panel: string;
  sunk: string;
  field: string;
  text: string;
  text2: string;
  text3: string;
  strong: string;
  onStrong: string;
  line: string;
  lineSoft: string;
  band: string;
  hatch: string;
  bandOpacity: number;
  font: string;
  series: readonly SeriesStyle[];
}

/** What tells one series from the others. */
export interface SeriesStyle {
  colour: string;
  dash: readonly number[];
  width: number;
}

const WIDTHS = [1.4, 1.8, 1.7, 1.4, 1.5, 1.5, 1.7, 1.4];
// The tokens name six series; the last two repeat a tone with a dash of their own.
const EXTRA_DASHES: readonly (readonly number[])[] = [
  [1, 3],
  [14, 3, 2, 3, 2, 3],
];

/** Dashes of the eight series, for legends that are drawn as SVG. */
export function dashOf(place: number): string {
  const extra = EXTRA_DASHES[place - 6];
  return extra === undefined ? `var(--dash-${(place % 8) + 1})` : extra.join(" ");
}

/** Colour of a series as CSS. */
export function colourOf(place: number): string {
  return `var(--series-${(place % 6) + 1})`;
}

/** Reads the tokens that apply to this element. */
export function readTheme(element: Element): ChartTheme {
  const style = getComputedStyle(element);
  const token = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  const dash = (place: number): readonly number[] => {
    const extra = EXTRA_DASHES[place - 6];
    if (extra !== undefined) return extra;
    return token(`--dash-${place + 1}`, "none").split(/[\s,]+/).map(Number).filter((one) => one > 0);
  };
  return {
    panel: token("--panel", "#e9ebed"),
    sunk: token("--bg-sunk", "#cfd3d7"),
    field: token("--field", "#f5f6f7"),
    text: token("--text", "#23272b"),
    text2: token("--text-2", "#454c53"),
    text3: token("--text-3", "#535a61"),
    strong: token("--strong", "#23272b"),
    onStrong: token("--text-on-strong", "#f5f6f7"),
    line: token("--line", "#a9afb5"),
    lineSoft: token("--line-soft", "#c9ced2"),
    band: token("--band", "#d3d8dc"),
    hatch: token("--line", "#a9afb5"),
    bandOpacity: Number(token("--series-fill", "0.16")),
    font: token("--font", "sans-serif"),
    series: WIDTHS.map((width, place) => ({
      colour: token(`--series-${(place % 6) + 1}`, "#2f353b"),
      dash: dash(place),
      width,
    })),
  };
}
