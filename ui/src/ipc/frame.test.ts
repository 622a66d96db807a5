import { expect, test } from "vitest";

import { decodeFrame, FrameError, frameNumber } from "./frame";

interface Written {
  row: number;
  code: number;
  value: number;
  time: number;
  received: number;
}

function write(rows: Written[], texts = ""): ArrayBuffer {
  const tail = new TextEncoder().encode(texts);
  const bytes = new ArrayBuffer(32 + rows.length * 32 + tail.length);
  const view = new DataView(bytes);
  [0x31465250, 3, 7, rows.length].forEach((word, place) => view.setUint32(place * 4, word, true));
  view.setFloat64(16, 1_763_000_000_500, true);
  rows.forEach((row, place) => {
    const at = 32 + place * 32;
    view.setUint32(at, row.row, true);
    view.setUint32(at + 4, row.code, true);
    view.setFloat64(at + 8, row.value, true);
    view.setFloat64(at + 16, row.time, true);
    view.setFloat64(at + 24, row.received, true);
  });
  new Uint8Array(bytes).set(tail, 32 + rows.length * 32);
  return bytes;
}

const received = 1_763_000_000_001;
const sample = () =>
  write(
    [
      { row: 0, code: 1, value: -21.5, time: 1_763_000_000_000, received },
      { row: 4, code: 0 | (2 << 8), value: 6, time: NaN, received },
      { row: 5, code: 2 | (1 << 8), value: 1, time: NaN, received },
      { row: 9, code: 4 | (2 << 8), value: 0, time: NaN, received },
    ],
    "läuft",
  );

test("numbers, states and texts are read with their quality and times", () => {
  expect(decodeFrame(sample())).toEqual({
    watch: 3,
    number: 7,
    now: 1_763_000_000_500,
    rows: [
      { row: 0, value: -21.5, quality: "uncertain", time: 1_763_000_000_000, received },
      { row: 4, value: "läuft", quality: "good", time: null, received },
      { row: 5, value: true, quality: "stale", time: null, received },
      { row: 9, value: "", quality: "substituted", time: null, received },
    ],
  });
});

test("a frame cut anywhere is refused", () => {
  const bytes = sample();
  for (let length = 0; length < bytes.byteLength; length += 1) {
    expect(() => decodeFrame(bytes.slice(0, length)), `cut at ${length}`).toThrow(FrameError);
  }
});

test.each([
  ["an unknown quality", write([{ row: 0, code: 5, value: 1, time: 0, received }])],
  ["an unknown kind", write([{ row: 0, code: 3 << 8, value: 1, time: 0, received }])],
  ["a text longer than the bytes", write([{ row: 0, code: 2 << 8, value: 1e18, time: 0, received }], "a")],
  ["a text of no length", write([{ row: 0, code: 2 << 8, value: NaN, time: 0, received }], "a")],
  ["half a character", write([{ row: 0, code: 2 << 8, value: 1, time: 0, received }], "ä")],
  ["something else", new TextEncoder().encode("x".repeat(64)).buffer],
])("%s is refused", (_, bytes) => {
  expect(() => decodeFrame(bytes)).toThrow(FrameError);
});

test("an unreadable frame still tells its number", () => {
  expect(frameNumber(write([{ row: 0, code: 5, value: 1, time: 0, received }]))).toBe(7);
  expect(frameNumber(new ArrayBuffer(8))).toBeNull();
  expect(frameNumber(new ArrayBuffer(64))).toBeNull();
});
