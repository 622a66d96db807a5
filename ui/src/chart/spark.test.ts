import { expect, test } from "vitest";

import { SPARK_H, SPARK_W, sparkPath } from "./spark";

test("a line goes from end to end, low values at the bottom", () => {
  expect(sparkPath([0, 10])).toBe(`M0 ${SPARK_H - 1}L${SPARK_W} 1`);
});

test("a gap is left open, and a lone value is a dot", () => {
  const path = sparkPath([1, 2, null, null, 3, null, 2, 1]);
  expect(path.match(/M/g)).toHaveLength(3);
  expect(path).toContain("h0.01");
});

test("what never moves is a line through the middle", () => {
  expect(sparkPath([7, 7, 7])).toBe(`M0 ${SPARK_H / 2}L${SPARK_W / 2} ${SPARK_H / 2}L${SPARK_W} ${SPARK_H / 2}`);
});

test("nothing said is nothing drawn", () => {
  expect(sparkPath([])).toBe("");
  expect(sparkPath([null, NaN, null])).toBe("");
});
