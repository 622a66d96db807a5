import { expect, test } from "vitest";

import { completed, firstSteps, nameOf } from "./start.svelte";

test.each([
  ["broker.quayhouse.local", "mqtt://broker.quayhouse.local", "broker"],
  [" 10.20.0.5:1883 ", "mqtt://10.20.0.5:1883", "10.20.0.5"],
  ["mqtt://campus", "mqtt://campus", "campus"],
  ["mqtt://[fe80::1]:1883", "mqtt://[fe80::1]:1883", "[fe80::1]"],
])("the address %s is meant as %s and called %s", (typed, url, name) => {
  expect(completed(typed)).toBe(url);
  expect(nameOf(completed(typed))).toBe(name);
});

test("the first steps open one after another", () => {
  const done = (steps: ReturnType<typeof firstSteps>) => steps.map((step) => (step.done ? "done" : step.open ? "open" : "later"));
  expect(done(firstSteps(0, []))).toEqual(["open", "later", "later", "later"]);
  expect(done(firstSteps(1, []))).toEqual(["done", "open", "later", "later"]);
  expect(done(firstSteps(1, [{ accepted: false, floor: null }]))).toEqual(["done", "done", "open", "later"]);
  expect(done(firstSteps(1, [{ accepted: true, floor: null }]))).toEqual(["done", "done", "done", "open"]);
  expect(done(firstSteps(1, [{ accepted: true, floor: 3 }]))).toEqual(["done", "done", "done", "done"]);
});
