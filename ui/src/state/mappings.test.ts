import { afterEach, expect, test, vi } from "vitest";

import type { LeafView } from "../ipc/bindings";
import { Fake } from "../ipc/fake";
import { FakeDesk } from "../ipc/fake-desk";
import { Mappings } from "./mappings.svelte";

afterEach(() => void vi.useRealTimers());

const PUMP = { connection: "Campus", topic: "acme/hp/1/state" };

async function open(points = 0) {
  const fake = new Fake({ points, found: 40 });
  const desk = new FakeDesk();
  const mappings = new Mappings(fake, desk);
  await mappings.load();
  const leaf = (at: string): LeafView => {
    const found = mappings.leaves?.leaves.find((one) => one.at === at);
    if (found === undefined) throw new Error(`no leaf ${at}`);
    return found;
  };
  return { fake, desk, mappings, leaf };
}

const tries = (fake: Fake) => fake.calls.filter((one) => one === "try_mapping").length;

test("a topic's messages are offered, and what is ticked becomes a value with its guesses", async () => {
  const { mappings, leaf } = await open();
  await mappings.beginWith(PUMP);
  expect(mappings.draft).toMatchObject({ name: "acme hp 1 state", device: "{1} {2} {3} {4}", topics: PUMP.topic, payload: "json", values: [] });
  expect(mappings.connection).toBe("Campus");
  mappings.toggle(leaf("/power/kw"));
  expect(mappings.draft?.values[0]).toMatchObject({ name: "kw", at: "/power/kw", kind: "sensor", unit: "kW" });
  mappings.toggleTime(leaf("/ts"));
  expect(mappings.draft?.time).toEqual({ at: "/ts", form: "ms", zone: "" });
  mappings.toggle(leaf("/power/kw"));
  mappings.toggleTime(leaf("/ts"));
  expect([mappings.draft?.values.length, mappings.draft?.time]).toEqual([0, null]);
});

test("a draft is tried once, a moment after the last change, and never by itself", async () => {
  vi.useFakeTimers();
  const { fake, mappings, leaf } = await open();
  const begun = mappings.beginWith(PUMP);
  await vi.advanceTimersByTimeAsync(300);
  await begun;
  const before = tries(fake);
  mappings.toggle(leaf("/temps/0"));
  const key = mappings.draft?.values[0]?.key ?? 0;
  for (const scale of ["0", "0.", "0.1"]) mappings.changeValue(key, { scale });
  mappings.change({ name: "Heat pumps", topics: "acme/hp/+/state", device: "heat pump {3}" });
  expect(tries(fake)).toBe(before);
  await vi.advanceTimersByTimeAsync(300);
  expect(tries(fake)).toBe(before + 1);
  expect(mappings.tried).toMatchObject({ mistakes: [], topics: 3, messages: 12 });
  expect(mappings.tried?.tried[0]?.values[0]).toMatchObject({ device: "heat pump 1", path: "/temps 0" });
  expect(mappings.tried?.tried[0]?.values[0]?.value).toBeLessThan(40);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tries(fake)).toBe(before + 1);
});

test("mistakes are all told, and nothing is saved while there is one", async () => {
  const { fake, mappings } = await open();
  await mappings.beginWith(PUMP);
  mappings.addValue();
  mappings.change({ name: " ", topics: "acme/x+/y" });
  expect(await mappings.save()).toBe(false);
  expect(mappings.mistakes.map((one) => one.place)).toEqual(["/name", "/topics", "/values/0/name"]);
  expect(fake.mappings.list.length).toBe(1);
});

test("what is saved reads, offers refused messages to be heard again, and comes back for changes", async () => {
  const { fake, mappings, leaf } = await open();
  const refusal = { id: "1f", ...PUMP, field: null, reason: "bad_template", whole: false, count: 3, first: 1, last: 2, point: null, point_name: null, sample: '{"temps":[215]}', replayable: true };
  fake.refusals = [refusal];
  await mappings.beginWith(PUMP);
  mappings.toggle(leaf("/temps/0"));
  mappings.change({ name: "Heat pumps" });
  await mappings.tryNow();
  expect(mappings.tried?.tried[0]?.quarantined).toBe(true);
  expect(await mappings.save()).toBe(true);
  expect([mappings.draft, mappings.atBench, mappings.selected]).toEqual([null, false, "Heat pumps"]);
  expect(mappings.saved).toMatchObject({ name: "Heat pumps", again: ["1f"] });
  expect((await mappings.hearAgain())?.over).toEqual(["1f"]);
  expect(mappings.saved?.again).toEqual([]);

  await mappings.beginWith(PUMP);
  expect(mappings.before).toBe("Heat pumps");
  mappings.change({ name: "Acme pumps" });
  expect(await mappings.save()).toBe(true);
  expect(mappings.list.map((one) => one.name)).toEqual(["Legacy pulse meters", "Acme pumps"]);
});

test("a draft that is not saved is never thrown away for another one", async () => {
  const { mappings } = await open();
  mappings.begin();
  mappings.change({ name: "Mine" });
  mappings.atBench = false;
  await mappings.beginWith(PUMP);
  expect(mappings.draft?.name).toBe("Mine");
  expect([mappings.atBench, mappings.refusal?.message]).toEqual([true, "This mapping is not saved yet."]);
  const undo = mappings.discard();
  expect(mappings.draft).toBeNull();
  undo?.();
  expect([mappings.draft?.name, mappings.changed]).toEqual(["Mine", true]);
  mappings.discard();
  expect(mappings.begin()).toBe(true);
  expect(mappings.discard()).toBeNull();
});

test("removing is undone at the old place, and switching off keeps the file", async () => {
  const { fake, mappings } = await open();
  const [meters] = mappings.list;
  if (meters === undefined) throw new Error("the fake has a mapping");
  await mappings.switch(meters);
  expect(mappings.list[0]?.on).toBe(false);
  const [off] = mappings.list;
  if (off === undefined) throw new Error("it is listed still");
  await mappings.remove(off);
  expect(mappings.list).toEqual([]);
  await mappings.restore(off);
  expect(mappings.list[0]).toMatchObject({ name: meters.name, place: meters.place, on: false, file: meters.file });
  expect(fake.mappings.list.length).toBe(1);
});

test("a file goes out and comes in; one that is no form comes in as text", async () => {
  const { desk, mappings } = await open();
  const [meters] = mappings.list;
  if (meters === undefined) throw new Error("the fake has a mapping");
  expect(await mappings.exportFile(meters)).toContain("legacy-pulse-meters.json");
  const bytes = desk.saved.get("legacy-pulse-meters.json");
  expect(new TextDecoder().decode(bytes)).toBe(meters.file);
  expect(await mappings.importFile(new File([meters.file], "a.json"))).toBe(true);
  expect(mappings.draft?.values[0]).toMatchObject({ name: "energy", comma: true, at: null });
  expect(mappings.changed).toBe(true);
  mappings.discard();
  expect(await mappings.importFile(new File(['{"version": 7}'], "b.json"))).toBe(true);
  expect(mappings.text).toBe('{"version": 7}');
  expect(mappings.formless).not.toBe("");
  mappings.discard();
  expect(await mappings.importFile(new File(["x".repeat(1024 * 1024 + 1)], "c.json"))).toBe(false);
});
