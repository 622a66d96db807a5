import { expect, test } from "vitest";

import type { Failure } from "../ipc/bindings";
import { Fake } from "../ipc/fake";
import { Session } from "./session.svelte";

const GONE: Failure = { code: "engine_gone", message: "The engine stopped.", hint: "" };

test("an engine that is found once more while it dies does not end the search for its successor", async () => {
  const fake = new Fake({ points: 3 });
  const session = new Session(fake);
  await session.start();
  const before = fake.calls.length;

  // The first attempt reaches the dying engine, which takes the stream and then answers nothing.
  fake.failure = GONE;
  fake.event({ name: "engine_gone", data: GONE });
  const running = session.retry();
  await Promise.resolve();
  fake.event({ name: "engine_gone", data: GONE });
  fake.failure = null;
  await running;

  expect(fake.calls.slice(before).filter((name) => name === "watch").length).toBeGreaterThan(1);
  expect(session.gone).toBeNull();
  expect(session.places.failure).toBeNull();
  expect(session.current.rows.every((row) => session.current.standing(row) !== "stale" || row.quality === "stale")).toBe(true);
});
