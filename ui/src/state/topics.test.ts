import { flushSync } from "svelte";
import { describe, expect, test } from "vitest";

import { Fake, type FakeOptions } from "../ipc/fake";
import { Session } from "./session.svelte";
import { isWhole, Topics, type TopicLine } from "./topics.svelte";

async function open(options: FakeOptions = {}) {
  const fake = new Fake({ points: 60, ...options });
  const session = new Session(fake);
  await session.start();
  const topics = new Topics(fake, session.health);
  await topics.load();
  flushSync();
  return { fake, topics };
}

const names = (topics: Topics) => topics.lines.map((line) => (line.kind === "branch" ? line.branch.name : line.kind === "connection" ? line.connection : `${line.more} more`));
const find = (topics: Topics, topic: string) => topics.lines.find((line) => line.kind === "branch" && line.topic === topic) as TopicLine & { kind: "branch" };

async function openAll(topics: Topics, ...places: string[]) {
  for (const place of places) {
    topics.toggle(find(topics, place));
    // What is open now is asked for with the next reading.
    await Promise.resolve();
    await topics.load();
    await topics.load();
    flushSync();
  }
}

describe("the tree", () => {
  test("shows connections with their first level, and opens a level at a time", async () => {
    const { topics } = await open();
    expect(names(topics)).toEqual(["Campus", "harbour", "Quay House", "zigbee2mqtt"]);
    await openAll(topics, "harbour");
    expect(names(topics)).toEqual(["Campus", "harbour", "gate", "quay", "Quay House", "zigbee2mqtt"]);
    topics.toggle(find(topics, "harbour"));
    flushSync();
    expect(names(topics)).not.toContain("gate");
  });

  test("arrows open, go in, go up and close", async () => {
    const { topics } = await open();
    topics.move(1);
    topics.move(1);
    expect(topics.line?.key).toBe("Campus\nharbour");
    topics.turn(true);
    await Promise.resolve();
    await topics.load();
    await topics.load();
    flushSync();
    topics.turn(true);
    flushSync();
    expect(topics.line?.key).toBe("Campus\nharbour/gate");
    topics.turn(false);
    flushSync();
    expect(topics.line?.key).toBe("Campus\nharbour");
    topics.turn(false);
    topics.turn(false);
    flushSync();
    expect(topics.line?.key).toBe("Campus");
  });

  test("a filter finds whole topics wherever they lie", async () => {
    const { topics } = await open();
    topics.query = "quay/1/ temp";
    await topics.search();
    flushSync();
    expect(topics.lines.length).toBeGreaterThan(0);
    expect(topics.lines.every((line) => line.kind === "branch" && line.topic.startsWith("harbour/quay/1/"))).toBe(true);
  });

  test("a tree that was read stays when reading it anew fails", async () => {
    const { fake, topics } = await open();
    fake.failure = { code: "timed_out", message: "Too slow.", hint: "" };
    await topics.load();
    flushSync();
    expect(topics.phase).toBe("ready");
    expect(topics.failure?.message).toBe("Too slow.");
    expect(names(topics)).toContain("harbour");
  });
});

describe("messages", () => {
  test("of the chosen topic come newest first; a chosen one stays while newer ones come", async () => {
    const { topics } = await open();
    await openAll(topics, "zigbee2mqtt");
    const topic = topics.lines.find((line) => line.kind === "branch" && line.branch.heard !== null);
    topics.select(topic?.key ?? null);
    await topics.loadMessages();
    flushSync();
    expect(topics.messages[0]?.number).toBe(topics.whole?.number);
    const older = topics.messages[3]?.number ?? 0;
    await topics.choose(older);
    await topics.loadMessages();
    expect(topics.whole?.number).toBe(older);
  });

  test("while paused nothing new is asked for", async () => {
    const { fake, topics } = await open();
    await openAll(topics, "zigbee2mqtt");
    topics.select(topics.lines.find((line) => line.kind === "branch" && line.branch.heard !== null)?.key ?? null);
    await topics.loadMessages();
    topics.paused = true;
    const before = fake.calls.filter((name) => name === "topic_messages").length;
    await topics.load();
    expect(fake.calls.filter((name) => name === "topic_messages").length).toBe(before);
  });

  test("a listed message that is cut is not taken for whole", () => {
    const of = (payload: string, hexadecimal: boolean, bytes: number) => ({ number: 1, message: { received: 0, payload, hexadecimal, bytes, retained: false } });
    expect([isWhole(of("21,5 °C", false, 8)), isWhole(of("21", false, 8)), isWhole(of("ff 01", true, 2)), isWhole(of("ff", true, 2)), isWhole(of("", true, 0))]).toEqual([true, false, true, false, true]);
  });
});
