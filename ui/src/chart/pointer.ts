// What the pointer means on a chart: a cursor, a span to zoom into, a shift, a turn of the wheel.

/** What a person wants of the chart. */
export interface Intents {
  cursor(time: number | null): void;
  zoom(from: number, to: number): void;
  /** Shifts the view by so many ms. */
  pan(by: number): void;
  /** Makes the view so many times as long, the time pointed at staying where it is. */
  scale(factor: number, around: number): void;
  back(): void;
}

/** What the pointer must know of the chart it is over. */
export interface Plot {
  timeAt(x: number): number | null;
  perPixel(): number;
  /** Called when the span that is being chosen has changed. */
  chosen(): void;
}

const DRAG_PIXELS_MIN = 5;
const WHEEL_LINE_PIXELS = 16;
/** A notch of a usual wheel is 100 pixels: it zooms by about a fifth. */
const ZOOM_PER_PIXEL = 0.002;

/** Listens on a chart's element. */
export class Pointer {
  /** The span that is being chosen. */
  span: [number, number] | null = null;

  #host: HTMLElement;
  #intents: Intents;
  #plot: Plot;
  #panning: number | null = null;
  #stop = new AbortController();

  constructor(host: HTMLElement, intents: Intents, plot: Plot) {
    this.#host = host;
    this.#intents = intents;
    this.#plot = plot;
    const on = <K extends keyof HTMLElementEventMap>(type: K, take: (event: HTMLElementEventMap[K]) => void) =>
      host.addEventListener(type, take, { signal: this.#stop.signal, passive: false });
    on("pointermove", (event) => this.#move(event));
    on("pointerdown", (event) => this.#press(event));
    on("pointerup", () => this.#release());
    on("pointercancel", () => this.#letGo());
    // The middle button would begin the scrolling of the browser.
    on("mousedown", (event) => event.button === 1 && event.preventDefault());
    on("wheel", (event) => this.#turn(event));
    on("dblclick", () => intents.back());
  }

  stop(): void {
    this.#stop.abort();
  }

  #press(event: PointerEvent): void {
    const time = this.#timeOf(event);
    if (time === null || event.button > 1) return;
    this.#host.setPointerCapture(event.pointerId);
    if (event.button === 1 || event.shiftKey) {
      this.#panning = event.clientX;
      this.#host.style.cursor = "grabbing";
    } else this.span = [time, time];
  }

  #move(event: PointerEvent): void {
    if (this.#panning !== null) {
      const by = (this.#panning - event.clientX) * this.#plot.perPixel();
      this.#panning = event.clientX;
      if (by !== 0) this.#intents.pan(by);
      return;
    }
    const time = this.#timeOf(event);
    if (time === null) return;
    if (this.span !== null) {
      this.span = [this.span[0], time];
      this.#plot.chosen();
    }
    this.#intents.cursor(time);
  }

  #turn(event: WheelEvent): void {
    event.preventDefault();
    const time = this.#timeOf(event);
    if (time === null) return;
    // With Shift some systems turn the wheel sideways by themselves.
    const pixels = (event.deltaY || event.deltaX) * (event.deltaMode === 1 ? WHEEL_LINE_PIXELS : 1);
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.#intents.pan(pixels * this.#plot.perPixel());
    else this.#intents.scale(Math.exp(pixels * ZOOM_PER_PIXEL), time);
  }

  #release(): void {
    const span = this.span;
    this.#letGo();
    if (span === null) return;
    const [from, to] = [Math.min(...span), Math.max(...span)];
    if ((to - from) / this.#plot.perPixel() >= DRAG_PIXELS_MIN) this.#intents.zoom(from, to);
  }

  #letGo(): void {
    this.span = null;
    this.#panning = null;
    this.#host.style.cursor = "";
    this.#plot.chosen();
  }

  #timeOf(event: MouseEvent): number | null {
    return this.#plot.timeAt(event.clientX - this.#host.getBoundingClientRect().left);
  }
}
