import { expect, test } from "vitest";

import { guardLocale } from "./locale-guard";
import mainSource from "./main.ts?raw";

class Browser {
  get language(): string {
    return "C";
  }
  get languages(): string[] {
    return ["C"];
  }
}

class Dutch {
  readonly language = "nl-NL";
  readonly languages = ["nl-NL", "en"];
}

test("a language that Intl refuses is replaced by one it takes", () => {
  const navigator = new Browser() as unknown as Navigator;
  expect(() => new Intl.NumberFormat(navigator.language)).toThrow(RangeError);
  guardLocale(navigator);
  expect(new Intl.NumberFormat(navigator.language).format(1234)).toBe("1,234");
  expect(navigator.languages).toEqual(["en-GB"]);
});

test("a language that Intl takes is left alone", () => {
  const navigator = new Dutch() as unknown as Navigator;
  guardLocale(navigator);
  expect(navigator.language).toBe("nl-NL");
});

test("the guard is the first import of main.ts", () => {
  const first = mainSource.split("\n").find((line) => line.startsWith("import"));
  expect(first).toBe('import "./locale-guard";');
});
