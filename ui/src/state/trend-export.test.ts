import { expect, test } from "vitest";

import { LiveEdge } from "../chart/live-edge";
import type { Line, Series } from "../chart/series";
import { trendCsv, trendFileName, type Shown } from "./trend-export";

const START = Date.UTC(2026, 10, 20, 13, 30); // 14:30 in Amsterdam
const MINUTE = 60_000;

function line(values: (number | null)[], spread = 0): Line {
  const mins = values.map((value) => (value === null ? null : value - spread));
  const maxs = values.map((value) => (value === null ? null : value + spread));
  return { times: values.map((_, place) => START + place * MINUTE), values, mins, maxs, gaps: [] };
}

function series(letter: string, name: string, of: Line, live: LiveEdge | null = null): Series {
  return { letter, name, axis: 0, line: of, averaged: false, live, breakMs: MINUTE };
}

function shown(all: Series[], units: (string | null)[]): Shown {
  return { from: START, to: START + 10 * MINUTE, series: all, points: units.map((unit, place) => ({ code: String(place), unit })), resolutions: ["15m"] };
}

test("each time of any line has a row, a band has its minimum and maximum, a gap stays empty", () => {
  const live = new LiveEdge();
  live.push(START + 3 * MINUTE, 22.5);
  const table = trendCsv(shown([series("A", "Supply air", line([20, null, 21], 0.5), live), series("B", "Valve", { ...line([40]), times: [START + 30_000] })], ["°C", "%"]));
  expect(table.split("\r\n")).toEqual([
    "time,Supply air (°C),Supply air minimum (°C),Supply air maximum (°C),Valve (%)",
    "2026-11-20T14:30:00.000+01:00,20,19.5,20.5,",
    "2026-11-20T14:30:30.000+01:00,,,,40",
    "2026-11-20T14:31:00.000+01:00,,,,",
    "2026-11-20T14:32:00.000+01:00,21,20.5,21.5,",
    "2026-11-20T14:33:00.000+01:00,22.5,22.5,22.5,",
    "",
  ]);
});

test("only what is in view is written", () => {
  const one = { ...shown([series("A", "Supply air", line([1, 2, 3, 4]))], [null]), from: START + MINUTE, to: START + 2 * MINUTE };
  expect(trendCsv(one).match(/,\d\r\n/g)).toEqual([",2\r\n", ",3\r\n"]);
});

test("a hostile name is text in the table and harmless in the file's name", () => {
  const names = ["=HYPERLINK(\"http://evil\",\"x\")", "../../.bashrc", "two\nlines, and a \"quote\""];
  const all = names.map((name, place) => series("ABC"[place] ?? "", name, line([-1])));
  const [head = ""] = trendCsv(shown(all, [null, null, null])).split("\r\n2026");
  expect(head).toBe('time,"\'=HYPERLINK(""http://evil"",""x"")",../../.bashrc,"two\nlines, and a ""quote"""');
  expect(trendFileName(shown(all, [null]))).toBe("trend-hyperlink-http-evil-x-15m-20261120T1430-20261120T1440");
  expect(trendFileName(shown(all.slice(1), [null]))).toMatch(/^trend-bashrc-15m-/);
});

test("points of the same name are told apart by their letter", () => {
  const table = trendCsv(shown([series("A", "Temperature", line([1])), series("B", "Temperature", line([2]))], ["°C", "°C"]));
  expect(table.split("\r\n")[0]).toBe('time,"Temperature, A (°C)","Temperature, B (°C)"');
});
