// The path of a small curve: one line, open where nothing was said. Plain arithmetic, no canvas.

/** Room that the path fills; a wider column stretches it. */
export const SPARK_W = 112;
export const SPARK_H = 18;

const paths = new WeakMap<readonly (number | null)[], string>();

/** The path as SVG draws it; empty where there is nothing to draw. The same values are worked out once. */
export function sparkPath(values: readonly (number | null)[]): string {
  let path = paths.get(values);
  if (path === undefined) {
    path = draw(values);
    paths.set(values, path);
  }
  return path;
}

function draw(values: readonly (number | null)[]): string {
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  if (least > greatest) return "";
  const step = SPARK_W / Math.max(1, values.length - 1);
  // What never moves is a line through the middle, not noise blown up to the full height.
  const span = greatest - least > Math.abs(greatest) * 1e-9 ? greatest - least : 0;
  const heightOf = (value: number) => (span === 0 ? SPARK_H / 2 : 1 + (SPARK_H - 2) * (1 - (value - least) / span));
  const parts: string[] = [];
  let open = false;
  values.forEach((value, place) => {
    if (value === null || !Number.isFinite(value)) {
      open = false;
      return;
    }
    const x = tenth(place * step);
    const y = tenth(heightOf(value));
    // A single value between two gaps is a dot: a path of no length with round ends.
    const alone = !open && (values[place + 1] ?? null) === null;
    parts.push(open ? `L${x} ${y}` : alone ? `M${x} ${y}h0.01` : `M${x} ${y}`);
    open = true;
  });
  return parts.join("");
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
