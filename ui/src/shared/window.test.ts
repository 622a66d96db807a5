import { expect, test } from "vitest";

import { scrollTo, slice } from "./window";

test.each([
  ["the top of a long list", 50_000, 0, 560, { first: 0, last: 26 }],
  ["its middle", 50_000, 700_000, 560, { first: 24_994, last: 25_026 }],
  ["its end", 50_000, 1_399_440, 560, { first: 49_974, last: 50_000 }],
  ["a list that became shorter than the scroll", 3, 5_000, 560, { first: 2, last: 3 }],
  ["an empty list", 0, 0, 560, { first: 0, last: 0 }],
])("%s draws what is seen and a few more", (_, count, scroll, height, expected) => {
  expect(slice(count, 28, scroll, height)).toEqual(expected);
});

test("a row scrolls into view by the shortest way", () => {
  expect(scrollTo(5, 28, 0, 560)).toBe(0);
  expect(scrollTo(20, 28, 0, 560)).toBe(28);
  expect(scrollTo(3, 28, 560, 560)).toBe(84);
});
