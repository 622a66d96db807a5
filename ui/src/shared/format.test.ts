import { afterEach, describe, expect, test } from "vitest";

import * as format from "./format";

const tuesday = Date.UTC(2025, 10, 18, 13, 32, 7); // 14:32:07 in Amsterdam
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

afterEach(() => format.useLocale("en-GB", "Europe/Amsterdam"));

describe("numbers", () => {
  test.each<[number | null, string | null, string]>([
    [21.44, "°C", "21.4"],
    [22, "°C", "22.0"],
    [-3.26, "°C", "−3.3"],
    [-0.001, "lx", "−0.0010"],
    [0, "°C", "0.0"],
    [612.4, "ppm", "612"],
    [1420, "ppm", "1,420"],
    [38.2, "%", "38"],
    [4.25, "%", "4.3"],
    [100, "%", "100"],
    [18.44, "kW", "18.4"],
    [88214.63, "kWh", "88,214.6"],
    [4, null, "4"],
    [1.2042, null, "1.20"],
    [0.5213, null, "0.521"],
    [0.00213, null, "0.00213"],
    [12345.678, null, "12,346"],
    [0.00001, null, "1.00e−5"],
    [2.5e15, null, "2.50e15"],
    [NaN, null, "–"],
    [null, "°C", "–"],
    [-Infinity, null, "−∞"],
  ])("%s %s reads %s", (value, unit, text) => expect(format.number(value, unit)).toBe(text));

  test("grouping and decimal sign follow the language", () => {
    format.useLocale("de-DE", "Europe/Berlin");
    expect(format.number(-88214.63, "kWh")).toBe("−88.214,6");
  });

  test("what rounds to zero has no sign", () => expect(format.axisNumber(-0.0000001, 0.1)).toBe("0.0"));

  test("a share is never rounded up to the whole", () => {
    expect(format.percent(0.965)).toBe("96.5");
    expect(format.percent(0.9999)).toBe("99.9");
    expect(format.percent(1)).toBe("100");
    expect(format.percent(null)).toBe("–");
  });

  test("a difference has its sign, and none where it rounds to nothing", () => {
    expect([0.0291, -0.03, 0.126, 0.0001, null].map((one) => format.change(one))).toEqual(["+2.9", "−3.0", "+13", "0.0", "–"]);
  });

  test.each<[number, number, string]>([
    [20, 4, "20"],
    [0.5, 0.25, "0.50"],
    [2.5, 2.5, "2.5"],
    [-10, 5, "−10"],
    [0.02, 0.01, "0.02"],
  ])("an axis at %s in steps of %s reads %s", (value, step, text) => {
    expect(format.axisNumber(value, step)).toBe(text);
  });
});

describe("values", () => {
  test("states and texts read as they are, nothing reads as a dash", () => {
    expect([format.value(true), format.value(false)]).toEqual(["on", "off"]);
    expect(format.value("<b>Boost</b>")).toBe("<b>Boost</b>");
    expect(format.value("")).toBe("empty text");
    expect(format.value(null)).toBe("–");
    expect(format.value(0)).toBe("0");
  });
});

describe("ages and durations", () => {
  test.each<[number | null, string]>([
    [0, "0 s"],
    [12_900, "12 s"],
    [-500, "0 s"],
    [41 * minute + 59_000, "41 min"],
    [3 * hour + 20 * minute, "3 h 20"],
    [5 * hour + 4 * minute, "5 h 04"],
    [5 * hour, "5 h"],
    [4 * day + 6 * hour, "4 d 6 h"],
    [120 * day + hour, "120 d"],
    [null, "–"],
  ])("%s ms reads %s", (ms, text) => expect(format.age(ms)).toBe(text));

  test("an interval is fine where it is short", () => {
    expect(format.interval(250)).toBe("250 ms");
    expect(format.interval(2_500)).toBe("2.5 s");
    expect(format.interval(30_000)).toBe("30 s");
    expect(format.interval(15 * minute)).toBe("15 min");
  });
  test("what the program took is told in ms and s", () => {
    expect(format.took(38.4)).toBe("38 ms");
    expect(format.took(1_240)).toBe("1.2 s");
  });
});

describe("times", () => {
  test("clock, day and zone are those of the zone", () => {
    expect(format.clock(tuesday)).toBe("14:32:07");
    expect(format.shortClock(tuesday)).toBe("14:32");
    expect(format.preciseClock(tuesday + 41)).toBe("14:32:07.041");
    expect(format.day(tuesday)).toBe("Tue 18 Nov");
    expect(format.zoneName(tuesday)).toBe("CET");
    expect(format.zoneId()).toBe("Europe/Amsterdam");
  });
  test("months have their year where it begins", () => {
    expect([Date.UTC(2025, 11, 1), Date.UTC(2026, 0, 1), Date.UTC(2026, 8, 1)].map(format.shortMonth)).toEqual(["Dec", "Jan 2026", "Sept"]);
  });
  test("a moment of another day or year says so", () => {
    expect(format.moment(tuesday, tuesday + hour)).toBe("14:32:07");
    expect(format.moment(tuesday, tuesday + day)).toBe("Tue 18 Nov 14:32:07");
    expect(format.moment(tuesday, tuesday + 400 * day)).toBe("Tue 18 Nov 2025 14:32:07");
    expect(format.moment(null, tuesday)).toBe("–");
    expect(format.since(tuesday, tuesday + day)).toBe("Tue 18 Nov 14:32");
  });
  test("a range names each day once", () => {
    expect(format.range(tuesday - 12 * hour, tuesday)).toBe("Tue 18 Nov 02:32 – 14:32");
    expect(format.range(tuesday - day, tuesday)).toBe("Mon 17 Nov 14:32 – Tue 18 Nov 14:32");
    expect(format.range(tuesday - 365 * day, tuesday)).toBe("18 Nov 2024 – 18 Nov 2025");
    expect(format.range(tuesday - 5 * minute, tuesday)).toBe("Tue 18 Nov 14:27:07 – 14:32:07");
  });
  test("the zone is the site's once it is known, and stays where it is not", () => {
    expect(format.useZone("America/New_York")).toBe(true);
    expect(format.clock(tuesday)).toBe("08:32:07");
    expect(format.zoneId()).toBe("America/New_York");
    expect(format.zoneOffset(tuesday)).toBe(-5 * hour);
    expect(format.useZone("Mars/Olympus_Mons")).toBe(false);
    expect(format.clock(tuesday)).toBe("08:32:07");
    expect(format.useZone("Europe/Amsterdam")).toBe(true);
    expect(format.since(tuesday, tuesday)).toBe("14:32");
  });
  test("the offset follows summer time", () => {
    expect(format.zoneOffset(tuesday)).toBe(hour);
    expect(format.zoneOffset(Date.UTC(2025, 6, 1))).toBe(2 * hour);
  });
  test("a time is written for fields, files and other programs in the zone", () => {
    expect(format.stamp(tuesday)).toBe("2025-11-18 14:32");
    expect(format.isoTime(tuesday + 40)).toBe("2025-11-18T14:32:07.040+01:00");
    expect(format.fileTime(tuesday)).toBe("20251118T1432");
    format.useZone("America/St_Johns");
    expect(format.isoTime(tuesday)).toBe("2025-11-18T10:02:07.000-03:30");
  });
  test("a time that was written is read in the zone", () => {
    expect(format.parseStamp(" 2025-11-18 14:32 ")).toBe(tuesday - 7_000);
    expect(format.parseStamp("2025-11-18T14:32:07")).toBe(tuesday);
    expect(format.parseStamp("2025-07-01")).toBe(Date.UTC(2025, 5, 30, 22));
    for (const text of ["", "yesterday", "2025-02-30 10:00", "2025-11-18 24:00", "18.11.2025"]) expect(format.parseStamp(text)).toBeNull();
  });
  test("of an hour the clock shows twice the first counts, one that it skips is none", () => {
    expect(format.parseStamp("2026-10-25 02:30")).toBe(Date.UTC(2026, 9, 25, 0, 30));
    expect(format.parseStamp("2026-03-29 02:30")).toBeNull();
    expect(format.parseStamp("2026-03-29 03:00")).toBe(Date.UTC(2026, 2, 29, 1));
  });
  test("a zone is known by its name, an offset is none", () => {
    expect(["Europe/Amsterdam", "UTC", "Mars/Olympus_Mons", "+02:00", ""].map(format.isZone)).toEqual([true, true, false, false, false]);
  });
  test("a time beyond the calendar is a dash", () => expect(format.clock(9e15)).toBe("–"));
});

describe("sizes and measured durations", () => {
  test("bytes go up in thousands", () => {
    expect([0, 999, 1_000, 41_200_000, 999_600_000, 2.5e12].map(format.bytes)).toEqual(["0 B", "999 B", "1.0 kB", "41.2 MB", "1.0 GB", "2.5 TB"]);
  });
  test("percentiles are as fine as they are short", () => {
    expect([0, 0.042, 3.14, 38.4, 1_240].map(format.milliseconds)).toEqual(["0", "0.04", "3.1", "38", "1,240"]);
  });
});

test("rates are told to a tenth, and never as nothing where something came", () => {
  expect([0, 0.01, 0.3, 16.44, 5_000].map(format.rate)).toEqual(["0", "< 0.1", "0.3", "16.4", "5,000"]);
});
