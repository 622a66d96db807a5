// Which page the window shows, kept in the address so that back and forward work as in a browser.

import type { PointCode } from "../ipc/bindings";

export type Page = "points" | "trends";

/** The current page and, for trends, its points. */
export class Routes {
  page = $state<Page>("points");
  codes = $state.raw<readonly PointCode[]>([]);

  constructor() {
    this.#read();
  }

  /** Follows back and forward; gives what ends it. */
  listen(): () => void {
    const read = () => this.#read();
    window.addEventListener("popstate", read);
    return () => window.removeEventListener("popstate", read);
  }

  toPoints(): void {
    this.#write("#/points");
  }

  toTrends(codes: readonly PointCode[] = this.codes): void {
    this.#write(address(codes));
  }

  /** Notes that the trend on screen has other points now; no step of its own. */
  keepTrend(codes: readonly PointCode[]): void {
    this.codes = codes;
    if (this.page === "trends") history.replaceState(null, "", address(codes));
  }

  #write(hash: string): void {
    if (hash === location.hash) return;
    history.pushState(null, "", hash);
    this.#read();
  }

  #read(): void {
    const [page, rest] = location.hash.replace(/^#\//, "").split("/", 2);
    this.page = page === "trends" ? "trends" : "points";
    if (this.page === "trends") this.codes = (rest ?? "").split(",").filter((code) => code !== "").map(decode);
  }
}

function address(codes: readonly PointCode[]): string {
  return `#/trends/${codes.map(encodeURIComponent).join(",")}`;
}

function decode(code: string): string {
  try {
    return decodeURIComponent(code);
  } catch {
    return code;
  }
}
