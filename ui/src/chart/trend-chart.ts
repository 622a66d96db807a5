// A chart in an element: three canvases, redrawn at most once per animation frame and only where something changed.
//
// The lines lie on one canvas, their live edges on a second and the cursor on a third, so that neither a new reading
// nor the pointer redraws a line. The live edge comes with the scene; the chart asks nobody for data.

import { paintCursor } from "./cursor";
import { clamp, perPixelOf, timeAt, type Drawn, type Layout, type Scene } from "./layout";
import { paintLive } from "./live";
import { paint, roomFor, stands } from "./paint";
import { Pointer, type Intents } from "./pointer";
import { readTheme, type ChartTheme } from "./theme";

const NOTHING: Scene = { from: 0, to: 1, series: [], units: [null, null], now: 0, known: { from: 0, to: 1 }, failed: false };

/** Draws scenes into an element. */
export class TrendChart {
  /** How often lines were drawn; tests hold it against the frames. */
  drawn = 0;

  #host: HTMLElement;
  #small: boolean;
  #lines: HTMLCanvasElement;
  #live: HTMLCanvasElement;
  #over: HTMLCanvasElement;
  #theme: ChartTheme;
  #scene: Scene | null = null;
  /** What the lines were drawn of. */
  #painted: Scene | null = null;
  #last: Drawn | null = null;
  #cursor: number | null = null;
  #dirty = { lines: false, live: false, over: false };
  #frame = 0;
  #observer: ResizeObserver;
  #themes: MutationObserver;
  #pointer: Pointer | null;
  #stopped = false;

  /** Without intents it is a small chart that only shows. */
  constructor(host: HTMLElement, intents: Intents | null) {
    this.#host = host;
    this.#small = intents === null;
    this.#theme = readTheme(host);
    this.#lines = this.#canvas();
    this.#live = this.#canvas();
    this.#over = this.#canvas();
    // A canvas of another size is stretched until it is drawn again: not even one frame may show that.
    this.#observer = new ResizeObserver(() => {
      this.#dirty = { lines: true, live: true, over: true };
      this.#draw();
    });
    this.#observer.observe(host);
    this.#themes = new MutationObserver(() => {
      this.#theme = readTheme(host);
      this.#redraw();
    });
    this.#themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    // Labels measured in a face that is not there yet would stay in the wrong place.
    void document.fonts?.ready.then(() => {
      this.#last = null;
      this.#redraw();
    });
    const plot = { timeAt: (x: number) => this.#timeAt(x), perPixel: () => this.#perPixel, chosen: () => this.#redrawOver() };
    this.#pointer = intents === null ? null : new Pointer(host, intents, plot);
  }

  /** What is drawn and how; none before the first drawing. */
  get shown(): { scene: Scene; theme: ChartTheme; width: number; height: number } | null {
    if (this.#scene === null || this.#last === null) return null;
    return { scene: this.#scene, theme: this.#theme, width: this.#host.clientWidth, height: this.#host.clientHeight };
  }

  /** Shows another scene with the next animation frame. */
  show(scene: Scene): void {
    this.#scene = scene;
    this.#dirty.live = true;
    this.#dirty.over = true;
    this.#schedule();
  }

  /** Moves the cursor with the next animation frame. */
  point(time: number | null): void {
    if (this.#cursor === time) return;
    this.#cursor = time;
    this.#redrawOver();
  }

  /** Width of the plot in pixels: as many points as a line can show. */
  get plotWidth(): number {
    const layout = roomFor(this.#host.clientWidth, this.#host.clientHeight, this.#scene ?? NOTHING, this.#small);
    return Math.max(0, layout.right - layout.left);
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    this.#observer.disconnect();
    this.#themes.disconnect();
    this.#pointer?.stop();
    this.#stopped = true;
    for (const canvas of [this.#lines, this.#live, this.#over]) {
      // Its pixels go at once; WebKit would keep them until it collects garbage, and charts come and go all day.
      canvas.width = 0;
      canvas.height = 0;
      canvas.remove();
    }
  }

  #redraw(): void {
    this.#dirty = { lines: true, live: true, over: true };
    this.#schedule();
  }

  #redrawOver(): void {
    this.#dirty.over = true;
    this.#schedule();
  }

  /** The time at this place of the element; at the nearer end of the plot beside it. */
  #timeAt(x: number): number | null {
    if (this.#scene === null || this.#last === null) return null;
    return timeAt(this.#last.layout, this.#scene, clamp(x, this.#last.layout));
  }

  get #perPixel(): number {
    return this.#scene === null || this.#last === null ? 0 : perPixelOf(this.#last.layout, this.#scene);
  }

  #schedule(): void {
    if (this.#frame !== 0 || this.#stopped) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const scene = this.#scene;
    if (scene === null) return;
    const room = roomFor(this.#host.clientWidth, this.#host.clientHeight, scene, this.#small);
    const same = this.#painted !== null && this.#last !== null && stands(this.#last, room, this.#painted, scene);
    if (this.#dirty.lines || (this.#dirty.live && !same)) this.#drawLines(room, scene);
    if (this.#dirty.live && this.#last !== null) {
      const ctx = this.#fit(this.#live);
      ctx?.clearRect(0, 0, room.width, room.height);
      if (ctx !== null) paintLive(ctx, this.#last, scene, this.#theme);
    }
    if (this.#dirty.over && this.#last !== null) {
      const ctx = this.#fit(this.#over);
      if (ctx !== null) paintCursor(ctx, this.#last, scene, this.#theme, this.#cursor, this.#pointer?.span ?? null);
    }
    this.#dirty = { lines: false, live: false, over: false };
  }

  #drawLines(room: Layout, scene: Scene): void {
    this.drawn += 1;
    this.#painted = scene;
    const ctx = this.#fit(this.#lines);
    if (ctx !== null && room.right > room.left && room.bottom > room.top) this.#last = paint(ctx, room, scene, this.#theme, this.#last);
  }

  #canvas(): HTMLCanvasElement {
    const canvas = document.createElement("canvas");
    canvas.style.cssText = "position:absolute;inset:0;width:100%;height:100%;display:block";
    canvas.setAttribute("aria-hidden", "true");
    this.#host.append(canvas);
    return canvas;
  }

  #fit(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(this.#host.clientWidth * ratio);
    const height = Math.round(this.#host.clientHeight * ratio);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const ctx = canvas.getContext("2d");
    ctx?.setTransform(ratio, 0, 0, ratio, 0, 0);
    return ctx;
  }
}
