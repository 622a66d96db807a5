import { describe, expect, test } from "vitest";

import { byteRows, indented } from "./payload";

describe("JSON", () => {
  test("is set in, and every number and text stays as it was sent", () => {
    expect(indented('{"a":12345678901234567890,"b":[1.50,{"c":"x,{\\"}"}],"e":{ },"f":[]}')).toBe(
      '{\n  "a": 12345678901234567890,\n  "b": [\n    1.50,\n    {\n      "c": "x,{\\"}"\n    }\n  ],\n  "e": {},\n  "f": []\n}',
    );
  });

  test("what is no object and no list stays as it is", () => {
    for (const text of ["21.5", '"on"', '{"a":', "", "null", "{a:1}"]) expect(indented(text)).toBeNull();
  });
});

test("bytes stand in rows of sixteen beside their text", () => {
  const rows = byteRows(Array.from({ length: 18 }, (_, place) => (0x41 + place).toString(16)).join(" ")).split("\n");
  expect(rows).toEqual([`0000  41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP`, `0010  51 52${" ".repeat(44)}QR`]);
  expect(byteRows("00 ff")).toContain("··");
  expect(byteRows("")).toBe("");
});
