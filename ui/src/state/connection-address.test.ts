import { describe, expect, test } from "vitest";

import { addressProblem, isBegun, isSecured, schemeOf, withScheme } from "./connection-address";

describe("a broker's address", () => {
  test("what the engine takes is no problem", () => {
    for (const url of ["mqtt://10.20.0.5:1883", "mqtt://broker.local", " mqtt://[::1]:1884/ ", "mqtt://localhost/", "mqtts://broker:8883", "ws://broker:9001/mqtt", "wss://broker", "wss://broker/a/b?c=d"]) {
      expect(addressProblem(url), url).toBe("");
    }
  });

  test("everything else says what to write instead", () => {
    for (const url of ["", "broker", "http://broker", "ssl://broker", "mqtt://", "mqtts://:1883", "mqtt://a:0", "wss://a:65536", "mqtt://a:x", "mqtt://a b", "mqtt://a/b", "ws://a/x y"]) expect(addressProblem(url), url).not.toBe("");
    expect(addressProblem("ssl://broker")).toBe("ssl:// is written mqtts:// here.");
  });

  test("a password in it is refused and never repeated", () => {
    for (const url of ["mqtt://anna:secret@broker", "anna:secret@broker", "ftp://anna:secret@broker"]) {
      expect(addressProblem(url)).toMatch(/own fields/);
      expect(addressProblem(url)).not.toContain("secret");
    }
  });

  test("another protocol takes its usual port along and leaves an unusual one", () => {
    for (const [url, scheme, becomes] of [
      ["mqtt://a:1883", "mqtts", "mqtts://a:8883"], ["mqtt://a:1885", "mqtts", "mqtts://a:1885"], ["mqtt://a", "wss", "wss://a"], ["wss://a:443/mqtt", "ws", "ws://a:80/mqtt"],
      ["ws://a/mqtt", "mqtt", "mqtt://a"], ["10.20.0.5", "mqtts", "mqtts://10.20.0.5"], ["ssl://[::1]:1", "mqtts", "mqtts://[::1]:1"], ["", "wss", "wss://"],
    ] as const) {
      expect(withScheme(url, scheme), url).toBe(becomes);
      expect(schemeOf(becomes)).toBe(scheme);
    }
    expect([isSecured("wss://a"), isSecured("ws://a"), isSecured("a")]).toEqual([true, false, false]);
  });

  test("one that is still being written is no problem yet", () => {
    for (const url of ["", "mq", "mqtts:/", "wss://", "mqtts://a:"]) expect(isBegun(url), url).toBe(true);
    for (const url of ["broker", "mqtts://a:8"]) expect(isBegun(url), url).toBe(false);
  });
});
