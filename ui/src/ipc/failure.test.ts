import { expect, test } from "vitest";

import { toFailure } from "./failure";

test("a failure of the engine passes unchanged", () => {
  const failure = { code: "not_found", message: "No such point.", hint: "Look at the list." } as const;
  expect(toFailure(failure)).toEqual(failure);
});

test.each([
  ["an error", new Error("boom"), "boom"],
  ["a text", "state not managed", "state not managed"],
  ["nothing", undefined, "no reason was given"],
  ["a circle", circle(), "no reason was given"],
  ["a code nobody knows", { code: "tea", message: "m", hint: "" }, "tea"],
  ["a failure without a hint", { code: "locked", message: "m" }, "locked"],
])("%s becomes an internal failure that keeps its words", (_, reason, expected) => {
  const failure = toFailure(reason);
  expect(failure.code).toBe("internal");
  expect(failure.message).toContain(expected);
  expect(failure.hint).not.toBe("");
});

function circle(): object {
  const one: Record<string, unknown> = {};
  one["self"] = one;
  return one;
}
