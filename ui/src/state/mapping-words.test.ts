import { expect, test } from "vitest";

import { meaningsOf, meaningsText } from "./mapping-words";

test("a line of meanings reads back as what it was written from", () => {
  for (const map of [{ "0": "off", "1": "heat" }, { yes: true, no: false }, { high: 3, low: -0.5 }, { "a,b": "c=d", 'q"': " spaced ", "": "empty" }, { "1": "1", on: "true" }, { مرحبا: "🌡️" }]) {
    expect(meaningsOf(meaningsText(map)), meaningsText(map)).toEqual(map);
  }
});

test("what is no line of meanings is told as none", () => {
  for (const wrong of ["off", "0 =", "= off", "0 = off,", "0 = off 1 = heat = 2", '"open = 1', "0 == 1"]) expect(meaningsOf(wrong), wrong).toBeNull();
  expect(meaningsOf("")).toEqual({});
  expect(meaningsOf(" 0=off ,1= heat")).toEqual({ 0: "off", 1: "heat" });
});
