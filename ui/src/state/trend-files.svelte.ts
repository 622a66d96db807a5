// Saves what is seen of a trend as a file: its lines as a table, or the chart as a picture.

import type { Scene } from "../chart/layout";
import { picture } from "../chart/picture";
import { sharedGaps } from "../chart/series";
import type { ChartTheme } from "../chart/theme";
import type { Failure } from "../ipc/bindings";
import type { Desktop } from "../ipc/desk";
import { toFailure } from "../ipc/failure";
import { plural, range, zoneId } from "../shared/format";
import { toasts } from "../shared/toasts.svelte";
import { trendCsv, trendFileName, type Shown } from "./trend-export";
import { unitOf } from "./trend-points";
import type { Trend } from "./trend.svelte";
import { coverageWords, figureWords, resolutionWords } from "./trend-words";

/** The chart as it stands on the screen. */
export interface OnScreen {
  scene: Scene;
  theme: ChartTheme;
  width: number;
  height: number;
}

/** Saves files of one trend. */
export class TrendFiles {
  busy = $state(false);
  /** Why the last file was not saved. */
  failure = $state<Failure | null>(null);

  #desk: Desktop;
  #trend: Trend;

  constructor(desk: Desktop, trend: Trend) {
    this.#desk = desk;
    this.#trend = trend;
  }

  /** The lines in view as a table. */
  csv(): Promise<void> {
    const shown = this.#shown();
    return this.#save(`${trendFileName(shown)}.csv`, async () => Promise.resolve(new TextEncoder().encode(trendCsv(shown))));
  }

  /** The chart with its title, range, legend, and what it was drawn from. */
  png(title: string, chart: OnScreen): Promise<void> {
    return this.#save(`${trendFileName(this.#shown())}.png`, async () => {
      const canvas = picture(chart.scene, chart.theme, chart.width, chart.height, this.#caption(title));
      const blob = canvas === null ? null : await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
      if (blob === null) throw new Error("the picture could not be made");
      return new Uint8Array(await blob.arrayBuffer());
    });
  }

  #shown(): Shown {
    const trend = this.#trend;
    const points = trend.points.map(({ code }) => ({ code, unit: unitOf(trend.known, code) }));
    return { from: trend.from, to: trend.to, series: trend.scene.series, points, resolutions: trend.lines.map((line) => line.resolution) };
  }

  #caption(title: string): Parameters<typeof picture>[4] {
    const trend = this.#trend;
    const { main, more } = resolutionWords(trend.lines);
    const gaps = sharedGaps(trend.scene.series, trend.from, trend.to, trend.span / 500).length;
    return {
      title,
      range: range(trend.from, trend.to),
      drawn: `${main}${more === "" ? "" : ` ${more}`}. ${coverageWords(trend.lines)}, ${gaps === 0 ? "no gap" : plural(gaps, "gap")}.`,
      zone: `Times are ${zoneId()}`,
      legend: trend.points.map((point) => {
        const unit = unitOf(trend.known, point.code);
        const name = trend.series[point.place]?.name ?? point.code;
        return { name: unit === null ? name : `${name}, ${unit}`, figures: figureWords(trend.lines.find((line) => line.point === point.code), point.lane) };
      }),
    };
  }

  async #save(name: string, make: () => Promise<Uint8Array>): Promise<void> {
    if (this.busy || this.#trend.codes.length === 0) return;
    this.busy = true;
    this.failure = null;
    try {
      toasts.say(`Saved as ${await this.#desk.saveFile(name, await make())}`);
    } catch (reason) {
      this.failure = toFailure(reason);
    } finally {
      this.busy = false;
    }
  }
}
