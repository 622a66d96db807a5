import { describe, expect, test } from "vitest";

import { Fake } from "../ipc/fake";
import { addressProblem, Connections, filtersOf, filtersProblem, nameProblem } from "./connections.svelte";
import { Session } from "./session.svelte";

async function open() {
  const fake = new Fake({ points: 12 });
  const session = new Session(fake);
  await session.start();
  return { fake, connections: new Connections(fake, session.health) };
}

describe("what somebody types", () => {
  test("addresses that the engine takes are no problem", () => {
    for (const url of ["mqtt://10.20.0.5:1883", "mqtt://broker.local", " mqtt://[::1]:1884/ ", "mqtt://localhost/"]) expect(addressProblem(url), url).toBe("");
  });

  test("encryption and passwords are refused plainly, everything else with what to write instead", () => {
    expect(addressProblem("mqtts://broker:8883")).toMatch(/Encrypted connections are not in this version/);
    expect(addressProblem("mqtt://user:secret@broker")).toMatch(/User names and passwords are not in this version/);
    expect(addressProblem("mqtt://user:secret@broker")).not.toContain("secret");
    for (const url of ["", "broker", "http://broker", "mqtt://", "mqtt://:1883", "mqtt://a:0", "mqtt://a:65536", "mqtt://a:x", "mqtt://a b", "mqtt://a/b"]) expect(addressProblem(url), url).not.toBe("");
  });

  test("a name is new, short and without control characters", () => {
    expect(nameProblem("Quay", ["Campus"])).toBe("");
    for (const name of ["", "  ", "Campus", "x".repeat(65), "é".repeat(33), "a\tb"]) expect(nameProblem(name, ["Campus"]), name).not.toBe("");
  });

  test("filters are set apart by commas or spaces, and wildcards stand alone", () => {
    expect(filtersOf(" site/#, zigbee2mqtt/+/state  site/# ")).toEqual(["site/#", "zigbee2mqtt/+/state"]);
    expect(filtersProblem("site/#, a/+/b")).toBe("");
    expect(filtersProblem("a/#/b")).not.toBe("");
    expect(filtersProblem("a/b+/c")).not.toBe("");
  });
});

test("what a test said is forgotten once the address changes", async () => {
  const { connections } = await open();
  connections.open();
  const form = connections.form;
  if (form === null) throw new Error("a form");
  form.set("url", "mqtt://10.0.0.7");
  await form.try();
  expect(form.trial.state).toBe("answered");
  form.set("url", "mqtt://10.0.0.8");
  expect(form.trial.state).toBe("idle");
});

test("an answer for an address that was changed meanwhile is not shown", async () => {
  const { connections } = await open();
  connections.open();
  const form = connections.form;
  if (form === null) throw new Error("a form");
  form.set("url", "mqtt://nowhere.local");
  const asked = form.try();
  form.set("url", "mqtt://10.0.0.8");
  await asked;
  expect(form.trial.state).toBe("idle");
});

test("removing selects another one, and a refusal is kept in words", async () => {
  const { fake, connections } = await open();
  connections.choose("Quay House");
  connections.removing = "Quay House";
  expect(await connections.remove()).toBe(true);
  expect(connections.list.map((one) => one.name)).toEqual(["Campus"]);
  expect(connections.selected?.name).toBe("Campus");
  connections.removing = "Campus";
  fake.failure = { code: "read_only", message: "The data folder may not be written.", hint: "" };
  expect(await connections.remove()).toBe(false);
  expect(connections.failure?.message).toBe("The data folder may not be written.");
});
