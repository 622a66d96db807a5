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

test("what is saved is saved, also where its refused messages cannot be read", async () => {
  const { fake, mappings, leaf } = await open();
  fake.refusals = [{ id: "1f", ...PUMP, field: null, reason: "bad_template", whole: false, count: 3, first: 1, last: 2, point: null, point_name: null, sample: '{"temps":[215]}', replayable: true }];
  await mappings.beginWith(PUMP);
  mappings.toggle(leaf("/temps/0"));
  mappings.change({ name: "Heat pumps" });
  await mappings.tryNow();
  const call = fake.call.bind(fake);
  vi.spyOn(fake, "call").mockImplementation((name, args) => (name === "refusals" ? Promise.reject(new Error("gone")) : call(name, args)));
  expect(await mappings.save()).toBe(true);
  expect([mappings.draft, mappings.saved?.name, mappings.refusal]).toEqual([null, "Heat pumps", null]);
});

test("what is changed while a mapping is saved stays, as a change of what was saved", async () => {
  const { fake, mappings, leaf } = await open();
  await mappings.beginWith(PUMP);
  mappings.toggle(leaf("/temps/0"));
  mappings.change({ name: "Heat pumps" });
  const saving = mappings.save();
  mappings.change({ device: "heat pump {3}" });
  expect(await saving).toBe(true);
  expect(mappings.draft).toMatchObject({ name: "Heat pumps", device: "heat pump {3}" });
  expect([mappings.before, mappings.changed, mappings.saved?.name]).toEqual(["Heat pumps", true, "Heat pumps"]);
  expect(fake.mappings.list.at(-1)?.file).not.toContain("heat pump {3}");
  expect(await mappings.save()).toBe(true);
  expect([mappings.draft, fake.mappings.list.length]).toEqual([null, 2]);
  expect(fake.mappings.list.at(-1)?.file).toContain("heat pump {3}");
});

test("what a save answers is about its draft, also where that was discarded and another one begun", async () => {
  const { fake, mappings, leaf } = await open();
  await mappings.beginWith(PUMP);
  mappings.toggle(leaf("/temps/0"));
  mappings.change({ name: "Heat pumps" });
  const saving = mappings.save();
  mappings.discard();
  mappings.begin();
  mappings.change({ name: "Boilers", topics: "boiler/+" });
  expect(await saving).toBe(true);
  expect(mappings.draft).toMatchObject({ name: "Boilers", topics: "boiler/+" });
  expect([mappings.before, mappings.saved?.name]).toEqual([null, "Heat pumps"]);
  expect(fake.mappings.list.map((one) => one.name)).toEqual(["Legacy pulse meters", "Heat pumps"]);
});

test("a value in another unit is saved only when it is said what becomes of its points", async () => {
  const { fake, mappings, leaf } = await open();
  await mappings.beginWith(PUMP);
  mappings.toggle(leaf("/temps/0"));
  mappings.change({ name: "Heat pumps" });
  expect(await mappings.save()).toBe(true);
  const file = () => fake.mappings.list.at(-1)?.file ?? "";
  const name = mappings.list.at(-1)?.name;
  const again = () => {
    const [view] = mappings.list.filter((one) => one.name === name);
    if (view === undefined) throw new Error("it is listed");
    mappings.edit(view);
    mappings.changeValue(mappings.draft?.values[0]?.key ?? 0, { unit: "°F" });
  };
  again();
  expect(await mappings.save()).toBe(false);
  expect(mappings.asked).toMatchObject([{ points: 1, was: "unit none, scale 1", now: "unit °F, scale 1" }]);
  expect(file()).not.toContain("°F");
  mappings.change({ device: "pump" });
  expect(mappings.asked).toEqual([]);
  expect(await mappings.save("begin")).toBe(true);
  expect(JSON.parse(file())).toMatchObject({ values: [{ name: "temps 0 2", unit: "°F" }] });
  expect(mappings.asked).toEqual([]);
});

test.each(["a text that is whole", "a text that is no JSON yet"])("values that began new points while %s was changed have their new names in it", async (which) => {
  const { fake, mappings, leaf } = await open();
  await mappings.beginWith(PUMP);
  mappings.toggle(leaf("/temps/0"));
  mappings.change({ name: "temps 0" });
  expect(await mappings.save()).toBe(true);
  const [view] = mappings.list.filter((one) => one.name === "temps 0");
  if (view === undefined) throw new Error("it is listed");
  mappings.edit(view);
  mappings.changeValue(mappings.draft?.values[0]?.key ?? 0, { unit: "°F" });
  mappings.asText();
  expect(await mappings.save()).toBe(false);
  const saving = mappings.save("begin");
  const whole = which === "a text that is whole";
  const text = mappings.text ?? "";
  mappings.write(whole ? text.replace('"device"', '"payload": "json", "device"') : text.slice(0, text.lastIndexOf("}")));
  expect(await saving).toBe(true);
  expect(JSON.parse(fake.mappings.list.at(-1)?.file ?? "")).toMatchObject({ values: [{ name: "temps 0 2" }] });
  if (!whole) mappings.write(`${mappings.text}}`);
  expect(JSON.parse(mappings.text ?? "")).toMatchObject({ name: "temps 0", values: [{ name: "temps 0 2", unit: "°F" }] });
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

test("the order in which they read is changed, and a list that was asked for before is not shown after it", async () => {
  const { fake, mappings, leaf } = await open();
  await mappings.beginWith(PUMP);
  mappings.toggle(leaf("/temps/0"));
  mappings.change({ name: "Heat pumps" });
  await mappings.save();
  const names = () => mappings.list.map((one) => one.name);
  const call = fake.call.bind(fake);
  const held = await call("mappings", {});
  let answer: () => void = () => undefined;
  vi.spyOn(fake, "call").mockImplementationOnce((name, args) => (name === "mappings" ? (new Promise((resolve) => (answer = () => resolve(held)))) as never : call(name, args)));
  mappings.hear();
  await mappings.shift(-1);
  expect(names()).toEqual(["Heat pumps", "Legacy pulse meters"]);
  answer();
  await Promise.resolve();
  expect(names()).toEqual(["Heat pumps", "Legacy pulse meters"]);
  await mappings.shift(-1);
  expect(names()).toEqual(["Heat pumps", "Legacy pulse meters"]);
  await mappings.shift(1);
  expect(names()).toEqual(["Legacy pulse meters", "Heat pumps"]);
  expect(mappings.selected).toBe("Heat pumps");
});

test("a change that is heard while the list is loaded is in the list", async () => {
  const fake = new Fake({ points: 0, found: 40 });
  const mappings = new Mappings(fake, new FakeDesk());
  const call = fake.call.bind(fake);
  const old = await call("mappings", {});
  const name = old[0]?.name ?? "";
  vi.spyOn(fake, "call").mockImplementationOnce(async () => {
    await call("switch_mapping", { name, on: false });
    mappings.hear();
    return old as never;
  });
  await mappings.load();
  expect([mappings.phase, mappings.list.map((one) => one.on)]).toEqual(["ready", [false]]);
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
