// A chart in an element: two canvases, redrawn at most once per animation frame, and what the pointer means.
//
// The lines lie on one canvas and the cursor on another, so that moving the cursor redraws no line. The live
// edge comes with the scene; the chart asks nobody for data.

import { layoutOf, paint, paintCursor, timeAt, type Drawn, type Scene } from "./paint";
import { readTheme, type ChartTheme } from "./theme";

/** What a person wants of the chart. */
export interface Intents {
  cursor(time: number | null): void;
  zoom(from: number, to: number): void;
  back(): void;
}

const DRAG_PIXELS_MIN = 5;

/** Draws scenes into an element. */
export class TrendChart {
  /** How often lines were drawn; tests hold it against the frames. */
  drawn = 0;

  #host: HTMLElement;
  #intents: Intents | null;
  #small: boolean;
  #lines: HTMLCanvasElement;
  #over: HTMLCanvasElement;
  #theme: ChartTheme;
  #scene: Scene | null = null;
  #last: Drawn | null = null;
  #cursor: number | null = null;
  #drag: [number, number] | null = null;
  #dirty = { lines: false, over: false };
  #frame = 0;
  #observer: ResizeObserver;
  #themes: MutationObserver;
  #stop = new AbortController();

  /** Without intents it is a small chart that only shows. */
  constructor(host: HTMLElement, intents: Intents | null) {
    this.#host = host;
    this.#intents = intents;
    this.#small = intents === null;
    this.#theme = readTheme(host);
    this.#lines = this.#canvas();
    this.#over = this.#canvas();
    this.#observer = new ResizeObserver(() => this.#redraw());
    this.#observer.observe(host);
    this.#themes = new MutationObserver(() => {
      this.#theme = readTheme(host);
      this.#redraw();
    });
    this.#themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    // Labels measured in a face that is not there yet would stay in the wrong place.
    void document.fonts?.ready.then(() => this.#redraw());
    if (intents !== null) this.#listen(intents);
  }

  /** Shows another scene with the next animation frame. */
  show(scene: Scene): void {
    this.#scene = scene;
    this.#redraw();
  }

  /** Moves the cursor with the next animation frame. */
  point(time: number | null): void {
    if (this.#cursor === time) return;
    this.#cursor = time;
    this.#dirty.over = true;
    this.#schedule();
  }

  /** Width of the plot in pixels: as many points as a line can show. */
  get plotWidth(): number {
    const layout = layoutOf(this.#host.clientWidth, this.#host.clientHeight, 2, this.#small);
    return Math.max(0, layout.right - layout.left);
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    this.#observer.disconnect();
    this.#themes.disconnect();
    this.#stop.abort();
    this.#lines.remove();
    this.#over.remove();
  }

  #redraw(): void {
    this.#dirty.lines = true;
    this.#dirty.over = true;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#frame !== 0 || this.#stop.signal.aborted) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const scene = this.#scene;
    if (scene === null) return;
    if (this.#dirty.lines) {
      this.drawn += 1;
      const ctx = this.#fit(this.#lines);
      const layout = layoutOf(this.#host.clientWidth, this.#host.clientHeight, scene.units.length, this.#small);
      if (ctx !== null && layout.right > layout.left && layout.bottom > layout.top) this.#last = paint(ctx, layout, scene, this.#theme);
    }
    if (this.#dirty.over && this.#last !== null) {
      const ctx = this.#fit(this.#over);
      if (ctx !== null) paintCursor(ctx, this.#last, scene, this.#theme, this.#cursor, this.#drag);
    }
    this.#dirty = { lines: false, over: false };
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

  #listen(intents: Intents): void {
    const on = <K extends keyof HTMLElementEventMap>(type: K, take: (event: HTMLElementEventMap[K]) => void) =>
      this.#host.addEventListener(type, take, { signal: this.#stop.signal });
    on("pointermove", (event) => {
      const time = this.#timeOf(event);
      if (time === null) return;
      if (this.#drag !== null) {
        this.#drag = [this.#drag[0], time];
        this.#dirty.over = true;
        this.#schedule();
      }
      intents.cursor(time);
    });
    on("pointerdown", (event) => {
      const time = this.#timeOf(event);
      if (time === null || event.button !== 0) return;
      this.#host.setPointerCapture(event.pointerId);
      this.#drag = [time, time];
    });
    on("pointerup", () => this.#choose());
    on("pointercancel", () => this.#letGo());
    on("dblclick", () => intents.back());
  }

  #choose(): void {
    const drag = this.#drag;
    this.#letGo();
    if (drag === null || this.#scene === null || this.#last === null) return;
    const [from, to] = [Math.min(...drag), Math.max(...drag)];
    const perPixel = (this.#scene.to - this.#scene.from) / (this.#last.layout.right - this.#last.layout.left);
    if ((to - from) / perPixel >= DRAG_PIXELS_MIN) this.#intents?.zoom(from, to);
  }

  #letGo(): void {
    this.#drag = null;
    this.#dirty.over = true;
    this.#schedule();
  }

  #timeOf(event: PointerEvent): number | null {
    if (this.#scene === null || this.#last === null) return null;
    const { layout } = this.#last;
    const x = event.clientX - this.#host.getBoundingClientRect().left;
    return timeAt(layout, this.#scene, Math.min(layout.right, Math.max(layout.left, x)));
  }
}
