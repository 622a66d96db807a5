import { expect, test } from "vitest";

import { csv, fileWord } from "./csv";

test("texts that a spreadsheet would run are disarmed, numbers are not", () => {
  const texts = ["=1+1", "+49 30", "-cmd", "@SUM(A1)", "\tx", "\r=x"];
  for (const text of texts) expect(csv([[text]]).replaceAll('"', "").startsWith("'")).toBe(true);
  expect(csv([[-3.25, 1e-7, "3 = 3"]])).toBe("-3.25,1e-7,3 = 3\r\n");
});

test("commas, quotes and line ends stay within their cell", () => {
  expect(csv([['say "on", please', "two\nlines", "plain"]])).toBe('"say ""on"", please","two\nlines",plain\r\n');
});

test("nothing known is an empty cell", () => {
  expect(csv([["a", null, NaN, Infinity, ""]])).toBe("a,,,,\r\n");
});

test("a file's name has no character that any system refuses", () => {
  expect(fileWord("VAV-1-01 Zone/air: température")).toBe("vav-1-01-zone-air-temperature");
  expect(fileWord("../../etc/passwd")).toBe("etc-passwd");
  expect(fileWord("温度 🌡️")).toBe("unnamed");
  expect(fileWord("a".repeat(200))).toHaveLength(60);
});
