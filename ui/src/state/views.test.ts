import { expect, test } from "vitest";

import type { SavedView } from "../ipc/bindings";
import { Fake } from "../ipc/fake";
import { Session } from "./session.svelte";
import { Trend } from "./trend.svelte";
import { Views } from "./views.svelte";

const NOW = 1_763_000_000_000;
const HOUR = 3_600_000;

async function open() {
  const fake = new Fake({ points: 48, seed: 11, clock: () => NOW });
  const session = new Session(fake, () => NOW);
  await session.start();
  const trend = new Trend(fake, session.current);
  const code = (place: number) => fake.points[place]?.view.point ?? "";
  return { fake, trend, views: new Views(fake), code };
}

test("a view brings its points and its length back, live", async () => {
  const { trend, views, code } = await open();
  trend.show([code(0), code(4)]);
  trend.follow(2 * HOUR);
  expect(await views.save(trend.asView("East office"))).toBeNull();
  trend.show([code(12)]);
  trend.zoom(NOW - 9 * HOUR, NOW - 8 * HOUR);
  trend.open(views.find("East office") as SavedView);
  expect([trend.codes, trend.span, trend.following, trend.opened?.name, trend.changed]).toEqual([[code(0), code(4)], 2 * HOUR, true, "East office", false]);
  trend.remove(code(4));
  expect(trend.changed).toBe(true);
  trend.show([code(24)]);
  expect(trend.opened).toBeNull();
});

test("a fixed range stays fixed, and the same name replaces", async () => {
  const { trend, views, code } = await open();
  trend.show([code(0)]);
  trend.zoom(NOW - 9 * HOUR, NOW - 8 * HOUR);
  await views.save(trend.asView("Night"));
  trend.add(code(4));
  await views.save(trend.asView("Night"));
  expect(views.list).toHaveLength(1);
  trend.follow(HOUR);
  trend.open(views.find("Night") as SavedView);
  expect([trend.codes.length, trend.from, trend.to, trend.following]).toEqual([2, NOW - 9 * HOUR, NOW - 8 * HOUR, false]);
});

test("points that have gone are left out and told", async () => {
  const { trend, code } = await open();
  trend.open({ name: "Old", points: ["gone", code(0)], window: { kind: "live", length_ms: HOUR } });
  expect(trend.codes).toEqual([code(0)]);
  expect(trend.refusal).toBe("One point of this view is known no longer and left out.");
});

test("a refusal is handed over and the list stays", async () => {
  const { fake, trend, views, code } = await open();
  trend.show([code(0)]);
  await views.save(trend.asView("One"));
  fake.failure = { code: "read_only", message: "Another program owns the data folder.", hint: "Close it." };
  expect((await views.remove("One"))?.code).toBe("read_only");
  expect(views.list).toHaveLength(1);
  await views.load();
  expect([views.phase, views.failure?.code]).toEqual(["failed", "read_only"]);
});
