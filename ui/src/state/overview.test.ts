import { beforeEach, describe, expect, test, vi } from "vitest";

import type { EnergyView, SilentView, SinceView } from "../ipc/bindings";
import { Fake } from "../ipc/fake";
import { aliveWords, curvePath, energyChange, floorToOpen, Overview, placeParts, silentGroups, sinceLines, unknownQuarters } from "./overview.svelte";

const now = Date.UTC(2025, 10, 18, 13, 32, 7); // 14:32:07 in Amsterdam
const minute = 60_000;
const hour = 60 * minute;

const silent = (point: string, device: string, connection = "Campus", since = now - hour): SilentView => ({ point, name: point, place: "", connection, device, since });
const quiet: SinceView = { last_here: now - hour, gone_silent: 0, found: 0, waiting: 0, outages: [], outage_count: 0 };

describe("asking", () => {
  let time = 0;
  beforeEach(() => {
    time = now;
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  test("many changes at once are one question, and what was shown stays when it fails", async () => {
    const fake = new Fake({ points: 12, clock: () => time });
    const overview = new Overview(fake, () => time);
    await overview.load();
    for (let turn = 0; turn < 20; turn += 1) overview.soon();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(fake.calls.filter((name) => name === "overview")).toHaveLength(2);
    fake.failure = { code: "timed_out", message: "No answer.", hint: "" };
    await overview.load();
    expect(overview.failure?.code).toBe("timed_out");
    expect(overview.view?.buildings.length).toBeGreaterThan(0);
  });

  test("a visit is told once a minute while somebody is here, and coming back later asks what changed", async () => {
    const fake = new Fake({ points: 12, clock: () => time });
    const overview = new Overview(fake, () => time);
    await overview.here();
    await overview.here();
    await overview.load();
    expect(fake.calls).toEqual(["visit", "overview"]);
    time += 2 * minute;
    await overview.here();
    expect(fake.calls).toEqual(["visit", "overview", "visit"]);
    time += 9 * hour;
    await overview.here();
    expect(fake.calls.slice(3)).toEqual(["visit", "overview"]);
  });
});

describe("silent points", () => {
  test("of one device that went silent together are one line under their space, the others stand alone", () => {
    const room = (point: string, since: number): SilentView => ({ ...silent(point, "room sensor", "Campus", since), place: "Quay House › Quay House › Floor 2 › 2.03 Meeting room" });
    const groups = silentGroups([room("a", now - hour), room("b", now - hour - minute), room("c", now - 5 * hour), silent("d", "meter")], new Set());
    expect(groups.map((group) => [group.what, group.name, group.points.map((point) => point.point).join("")])).toEqual([["device", "2.03 Meeting room", "ab"], ["point", "d", "d"], ["point", "c", "c"]]);
  });

  test("a device over several spaces stands under its own name", () => {
    const at = (point: string, space: string): SilentView => ({ ...silent(point, "gateway 3"), place: `Campus › ${space}` });
    expect(silentGroups([at("a", "1.01"), at("b", "1.02")], new Set())[0]).toMatchObject({ what: "device", name: "gateway 3" });
  });

  test("many of a connection that is not live stand under it, a few do not", () => {
    const of = (number: number) => Array.from({ length: number }, (_, at) => silent(`q${String(at)}`, `device ${String(at)}`, "Quay House", now - 47 * minute));
    const groups = silentGroups([...of(9), silent("alone", "meter")], new Set(["Quay House"]));
    expect(groups.map((group) => [group.what, group.name, group.points.length])).toEqual([["connection", "Quay House", 9], ["point", "alone", 1]]);
    expect(groups[0]?.since).toBe(now - 47 * minute);
    expect(silentGroups(of(3), new Set(["Quay House"])).map((group) => group.what)).toEqual(["point", "point", "point"]);
  });

  test("a place leaves out the site and a building of the site's name", () => {
    expect(placeParts("Quay House › Quay House › Floor 2 › 2.03 Meeting room", "Quay House")).toEqual(["Floor 2", "2.03 Meeting room"]);
    expect(placeParts("Campus › Mill House › Floor 2", "Campus")).toEqual(["Mill House", "Floor 2"]);
    expect(placeParts("Campus", "Campus")).toEqual(["Campus"]);
  });
});

describe("what changed", () => {
  test("is counted in words, an outage with its length, connection and reason", () => {
    const gap = { from: now - 3 * hour, to: now - 3 * hour + 25 * minute, reason: "the broker did not answer" };
    const lines = sinceLines({ ...quiet, gone_silent: 71, waiting: 1, outages: [{ connection: "Campus", gap }], outage_count: 1 }, now);
    expect(lines.map((line) => `${line.count} ${line.words} ${line.detail}`)).toEqual([
      "71 points gone silent and still silent",
      "1 outage Campus, 25 min, 11:32 – 11:57; the broker did not answer",
      "1 found point waits to be accepted",
    ]);
    expect(lines.map((line) => line.lead)).toEqual(["silent", "connections", "found"]);
  });

  test("an outage that is still on says since when, and of many the newest are named", () => {
    const outages = Array.from({ length: 20 }, () => ({ connection: "Campus", gap: { from: now - hour, to: null, reason: "no answer" } }));
    const lines = sinceLines({ ...quiet, outages, outage_count: 33 }, now);
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatchObject({ count: "33", detail: "the newest 4 are these" });
    expect(lines[1]).toMatchObject({ words: "Campus, 1 h", detail: "since 13:32; no answer" });
  });

  test("nothing is no line", () => expect(sinceLines(quiet, now)).toEqual([]));
});

test("a building's trouble is said in words", () => {
  expect(aliveWords({ points: 400, silent: 71, missing: 2, bad: 0 })).toBe("71 silent, 2 never heard");
  expect(aliveWords({ points: 12, silent: 0, missing: 0, bad: 0 })).toBe("all alive");
  expect(aliveWords({ points: 0, silent: 0, missing: 0, bad: 0 })).toBe("no points yet");
});

test("a building opens on the floor with most silent points", () => {
  const building = { floors: [{ id: 3 }, { id: 2 }, { id: 1 }] };
  const floorOf = (point: string) => Number(point.charAt(0));
  expect(floorToOpen(building, [silent("1a", ""), silent("2a", ""), silent("2b", ""), silent("9", "")], floorOf)).toBe(2);
  expect(floorToOpen(building, [], floorOf)).toBe(3);
});

describe("energy", () => {
  const energy: EnergyView = { from: now, meters: 1, kwh: 103, coverage: 1, quarters_kw: [], week_before_kw: [], week_before_kwh: 100, peak_kw: null, peak_at: null };
  test("differs by a share, and by none where either day is not known", () => {
    expect(energyChange(energy)).toBeCloseTo(0.03);
    expect(energyChange({ ...energy, kwh: null })).toBeNull();
    expect(energyChange({ ...energy, week_before_kwh: 0 })).toBeNull();
  });
  test("what is not known is a span, and no line is drawn across it", () => {
    const quarters = [10, null, null, 20, 30, null];
    expect(unknownQuarters(quarters)).toEqual([{ from: 1, to: 3 }, { from: 5, to: 6 }]);
    expect(curvePath(quarters, (at) => at, (kw) => kw)).toBe("M0.5 10h0.01M3.5 20h0.01L4.5 30");
  });
});
