// Which page the window shows, kept in the address so that back and forward work as in a browser.

import type { PointCode } from "../ipc/bindings";
import type { FloorChoice, Go, SetupPart } from "../shared/go";

export type Page = "overview" | "floors" | "trends" | "setup";

/** The pages that work, at their fixed numbers. */
export const PAGES: readonly { readonly page: Page; readonly word: string; readonly digit: string }[] = [
  { page: "overview", word: "Overview", digit: "1" },
  { page: "floors", word: "Floors", digit: "3" },
  { page: "trends", word: "Trends", digit: "5" },
  { page: "setup", word: "Setup", digit: "9" },
];

const PARTS: readonly SetupPart[] = ["connections", "topics", "found", "quarantine", "mappings", "model", "health", "computer"];
const ALL = "all";

/** The current page and what of it is shown. */
export class Routes implements Go {
  page = $state<Page>("overview");
  /** On floors: which list. */
  shownFloor = $state<FloorChoice>(null);
  /** On floors: whose faceplate is open. */
  point = $state<PointCode | null>(null);
  /** On trends: what is drawn. */
  codes = $state.raw<readonly PointCode[]>([]);
  part = $state<SetupPart>("connections");

  constructor() {
    this.#read();
  }

  /** Follows back and forward; gives what ends it. */
  listen(): () => void {
    const read = () => this.#read();
    window.addEventListener("popstate", read);
    return () => window.removeEventListener("popstate", read);
  }

  overview(): void {
    this.#write("#/overview");
  }

  floor(floor: FloorChoice, point?: PointCode): void {
    const place = floor === null ? ALL : String(floor);
    const hash = point === undefined ? (floor === null ? "#/floors" : `#/floors/${place}`) : `#/floors/${place}/${encodeURIComponent(point)}`;
    // Going from faceplate to faceplate of one floor is one step, or twenty presses of J would need twenty of back.
    const same = this.page === "floors" && this.point !== null && point !== undefined && this.shownFloor === floor;
    this.#write(hash, same);
  }

  trends(points: readonly PointCode[] = this.codes): void {
    this.#write(trendAddress(points));
  }

  setup(part: SetupPart = this.part): void {
    this.#write(`#/setup/${part}`);
  }

  /** Notes that the trend on screen has other points now; no step of its own. */
  keepTrend(codes: readonly PointCode[]): void {
    this.codes = codes;
    if (this.page === "trends") history.replaceState(null, "", trendAddress(codes));
  }

  #write(hash: string, replace = false): void {
    if (hash === location.hash) return;
    if (replace) history.replaceState(null, "", hash);
    else history.pushState(null, "", hash);
    this.#read();
  }

  #read(): void {
    const [page, first = "", second = ""] = location.hash.replace(/^#\//, "").split("/", 3);
    switch (page) {
      case "floors":
        this.page = "floors";
        this.shownFloor = first === "none" ? "none" : /^\d{1,15}$/.test(first) ? Number(first) : null;
        this.point = second === "" ? null : decode(second);
        return;
      case "trends":
        this.page = "trends";
        this.codes = first.split(",").filter((code) => code !== "").map(decode);
        return;
      case "setup":
        this.page = "setup";
        this.part = PARTS.find((part) => part === first) ?? "connections";
        return;
      default:
        this.page = "overview";
    }
  }
}

function trendAddress(codes: readonly PointCode[]): string {
  return `#/trends/${codes.map(encodeURIComponent).join(",")}`;
}

function decode(code: string): string {
  try {
    return decodeURIComponent(code);
  } catch {
    return code;
  }
}
