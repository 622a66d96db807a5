import { expect, test } from "vitest";

import { draftOf, emptyDraft, emptyValue, fileOf, problemsOf, type Draft } from "./mapping-draft";

const FILE = {
  version: 1, name: "Heat pumps", topics: "site/+/hp/#", device: "heat pump {2}", time: { at: "/ts", form: "ms" }, quality: { at: "/status", map: { "0": "bad", "192": "good" } },
  values: [
    { name: "supply temperature", at: "/temps/0", kind: "sensor", unit: "°C", scale: 0.1 },
    { name: "mode", at: "/m", map: { "0": "off", "1": "heat" }, required: true },
    { name: "faults", at: "$.faults[*]", list: true, time: { at: "/t2" } },
    { name: "computed", expression: "value / 1000.0" },
  ],
};

function read(file: unknown): Draft {
  const draft = draftOf(JSON.stringify(file));
  if (typeof draft === "string") throw new Error(draft);
  return draft;
}

test("a file reads into the form and comes out as it was, with what the form has no field for", () => {
  expect(JSON.parse(fileOf(read(FILE)))).toEqual(FILE);
});

test("a file that the form cannot show says why and is left as text", () => {
  expect(draftOf("{")).toBe("It is not JSON yet.");
  expect(draftOf(JSON.stringify({ ...FILE, colour: 1 }))).toContain("colour");
  expect(draftOf(JSON.stringify({ ...FILE, values: [{ name: "a", at: 3 }] }))).toContain("another type");
  expect(draftOf(JSON.stringify({ ...FILE, time: "/ts" }))).toContain("time");
  expect(draftOf(JSON.stringify({ ...FILE, version: 2 }))).toContain("version 1");
});

test("a number that is being typed is a number in the file, and what is none stays for the engine to refuse", () => {
  const scaled = (scale: string) => JSON.parse(fileOf({ ...emptyDraft("a"), values: [{ ...emptyValue(), name: "t", at: "/t", scale }] })) as { values: { scale?: unknown }[] };
  expect(scaled("0.").values[0]?.scale).toBe(0);
  expect(scaled("0.1").values[0]?.scale).toBe(0.1);
  expect(scaled("a tenth").values[0]?.scale).toBe("a tenth");
  expect(scaled(" ").values[0]).not.toHaveProperty("scale");
});

test("words that are no list of meanings are told at their place", () => {
  const draft = { ...emptyDraft("a"), values: [emptyValue(), { ...emptyValue(), map: "off" }], quality: { at: "/q", map: "=" } };
  expect(problemsOf(draft).map((one) => one.place)).toEqual(["/values/1/map", "/quality/map"]);
});
