import { describe, expect, test } from "vitest";

import { Fake } from "../ipc/fake";
import { filtersOf, filtersProblem, nameProblem, pathProblem, pinProblem, trialProblem, type ConnectionForm } from "./connection-form.svelte";
import { Connections } from "./connections.svelte";
import { Session } from "./session.svelte";

async function open() {
  const fake = new Fake({ points: 12 });
  const session = new Session(fake);
  await session.start();
  return { fake, connections: new Connections(fake, session.health) };
}

/** The form of a new connection, or of this one. */
function formOf(connections: Connections, name?: string): ConnectionForm {
  connections.open(connections.list.find((one) => one.name === name) ?? null);
  if (connections.form === null) throw new Error("a form");
  return connections.form;
}

describe("what somebody types", () => {
  test("paths are whole and fingerprints have their digits", () => {
    for (const path of ["", "/etc/ca.pem", "C:\\certificates\\ca.pem", "\\\\server\\ca.pem"]) expect(pathProblem(path), path).toBe("");
    for (const path of ["ca.pem", "~/ca.pem", "./ca.pem"]) expect(pathProblem(path), path).not.toBe("");
    for (const text of ["", "ab".repeat(32), Array.from({ length: 32 }, () => "AB").join(":")]) expect(pinProblem(text), text).toBe("");
    for (const text of ["AB:CD", "xy".repeat(32), "ab".repeat(20)]) expect(pinProblem(text), text).not.toBe("");
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
  const form = formOf(connections);
  form.set("url", "mqtt://10.0.0.7");
  await form.try();
  expect(form.trial.state).toBe("answered");
  form.set("url", "mqtt://10.0.0.8");
  expect(form.trial.state).toBe("idle");
});

test("an answer for an address that was changed meanwhile is not shown", async () => {
  const { connections } = await open();
  const form = formOf(connections);
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

describe("the conventions of a connection", () => {
  test("are all until some are named, and are kept as they were named", async () => {
    const { connections, fake } = await open();
    const form = formOf(connections);
    form.set("name", "Meters");
    form.set("url", "mqtt://10.0.0.7");
    form.readBy("only");
    expect(await connections.save()).toBe(false);
    expect(form.conventionsProblem).toBe("Choose at least one.");
    for (const one of ["homie", "json", "homie", "tasmota"]) form.toggle(one);
    expect(await connections.save()).toBe(true);
    expect(fake.connections.at(-1)?.conventions).toEqual({ only: ["json", "tasmota"] });
  });

  test("stand in the form of a connection that is changed, and can be all again", async () => {
    const { connections, fake } = await open();
    fake.connections = fake.connections.map((one) => ({ ...one, conventions: { all_but: ["plain"] } }));
    const one = fake.connections[0];
    if (one === undefined) throw new Error("a connection");
    connections.open(one);
    const form = connections.form;
    if (form === null) throw new Error("a form");
    expect([form.reading, form.named]).toEqual(["all_but", ["plain"]]);
    form.readBy("all");
    expect(await connections.save()).toBe(true);
    expect(fake.connections[0]?.conventions).toBe("all");
  });
});

describe("a secured connection", () => {
  test("an issuer that nobody knows fails at its step, and the certificate that was seen can be trusted", async () => {
    const { connections, fake } = await open();
    const form = formOf(connections);
    form.set("name", "Plant");
    form.set("url", "mqtts://broker.quayhouse.example");
    await form.try();
    if (form.trial.state !== "answered") throw new Error("an answer");
    const { tested } = form.trial;
    expect(tested.steps.map((step) => step.verdict)).toEqual(["ok", "ok", "ok", "failed", "not_reached", "not_reached", "not_reached"]);
    expect(trialProblem(tested)).toContain("does not trust");
    expect(tested.certificate?.can_be_pinned).toBe(true);
    form.trust(tested.certificate?.fingerprint ?? "");
    expect(form.trial.state).toBe("idle");
    await form.try();
    expect(form.trial.state === "answered" && trialProblem(form.trial.tested)).toBe("");
    expect(await connections.save()).toBe(true);
    expect(fake.connections.find((one) => one.name === "Plant")?.security).toEqual({ pinned: tested.certificate?.fingerprint });
  });

  test("what protects one is not sent with an unprotected address", async () => {
    const { connections, fake } = await open();
    const form = formOf(connections);
    form.set("name", "Plant");
    form.set("url", "mqtts://10.0.0.7");
    form.set("ca", "/etc/ca.pem");
    form.speak("mqtt");
    expect(form.url).toBe("mqtt://10.0.0.7");
    expect(await connections.save()).toBe(true);
    expect(fake.connections.at(-1)?.security).toEqual({});
  });

  test("half a client certificate, a path that is not whole and no fingerprint stop a test and a save", async () => {
    const { connections, fake } = await open();
    for (const [line, text] of [["certificate", "/own.pem"], ["key", "/own.key"], ["ca", "ca.pem"], ["pinned", "AB:CD"]] as const) {
      const form = formOf(connections);
      form.set("name", "Plant");
      form.set("url", "wss://10.0.0.7");
      form.set(line, text);
      await form.try();
      expect(await form.save(), line).toBe(null);
      expect([form.caProblem, form.certificateProblem, form.keyProblem, form.pinProblem].filter((problem) => problem !== ""), line).toHaveLength(1);
    }
    expect(fake.calls.filter((name) => name === "try_connection" || name === "add_connection")).toEqual([]);
  });
});

describe("signing in", () => {
  test("a login goes with a new connection, and its password is gone from the form", async () => {
    const { connections, fake } = await open();
    const form = formOf(connections);
    form.set("name", "Plant");
    form.set("url", "mqtt://10.0.0.7");
    form.set("user", "console");
    expect(await form.save()).toBe(null);
    expect(form.passwordProblem).not.toBe("");
    form.set("password", "swordfish");
    expect(await form.save()).toBe("Plant");
    expect(form.password).toBe("");
    expect(fake.connections.at(-1)?.login).toEqual({ username: "console", password: "kept" });
    expect(JSON.stringify(fake.connections)).not.toContain("swordfish");
  });

  test("a kept password stays while the user does, and goes with the user name", async () => {
    const { connections, fake } = await open();
    fake.connections = fake.connections.map((one) => ({ ...one, login: { username: "console", password: "kept" as const } }));
    fake.event({ name: "connections_changed", data: fake.connections });
    const form = formOf(connections, "Campus");
    expect([form.user, form.password]).toEqual(["console", ""]);
    await form.try();
    expect(form.trial.state).toBe("answered");
    expect(await form.save()).toBe("Campus");
    expect(fake.calls).not.toContain("set_login");
    const other = formOf(connections, "Campus");
    other.set("user", "somebody");
    expect(await other.save()).toBe(null);
    other.set("user", "");
    expect(await other.save()).toBe("Campus");
    expect(fake.calls).toContain("set_login");
    expect(fake.connections.find((one) => one.name === "Campus")?.login).toBe(undefined);
  });

  test("a locked file is unlocked with its passphrase, and a wrong one is told", async () => {
    const fake = new Fake({ points: 12, scene: "locked" });
    const session = new Session(fake);
    await session.start();
    const connections = new Connections(fake, session.health);
    const waiting = connections.list.find((one) => one.state === "needs_password");
    if (waiting === undefined) throw new Error("one that waits");
    const { secrets } = connections;
    await secrets.load();
    expect(secrets.asks).toBe("unlock");
    secrets.passphrase = "wrong";
    expect(await secrets.open()).toBe(false);
    expect(secrets.failure?.message).toMatch(/not that of the sealed file/);
    secrets.passphrase = "right";
    expect(await secrets.open()).toBe(true);
    expect([secrets.passphrase, secrets.asks, secrets.place]).toEqual(["", null, "kept in the sealed file"]);
    expect(connections.list.every((one) => one.state === "live")).toBe(true);
  });

  test("a password that is entered brings the connection back", async () => {
    const fake = new Fake({ points: 12, scene: "locked" });
    const session = new Session(fake);
    await session.start();
    const connections = new Connections(fake, session.health);
    const waiting = connections.list.find((one) => one.state === "needs_password");
    if (waiting === undefined) throw new Error("one that waits");
    connections.enter(waiting);
    expect(await connections.sign()).toBe(false);
    expect(connections.login?.passwordProblem).not.toBe("");
    if (connections.login !== null) connections.login.password = "swordfish";
    expect(await connections.sign()).toBe(true);
    expect(connections.login).toBe(null);
    expect(connections.list.find((one) => one.name === waiting.name)?.state).toBe("live");
  });
});
