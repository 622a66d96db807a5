// Reads the binary frames that carry live values; the layout is told byte by byte in docs/formats/frame.md.
//
// A frame that is cut short or of another version is refused as a whole, never half applied.

import type { Quality, Timestamp, Value } from "./bindings";

const MAGIC = 0x3146_5250; // "PRF1"
const HEADER_BYTES = 32;
const ROW_BYTES = 32;
const ROWS_MAX = 8_192;
const QUALITIES: readonly Quality[] = ["good", "uncertain", "stale", "bad", "substituted"];
const KIND_NUMBER = 0;
const KIND_BOOLEAN = 1;
const KIND_TEXT = 2;

/** One changed row. */
export interface FrameRow {
  /** Place in the list that the watch gave. */
  row: number;
  value: Value;
  quality: Quality;
  /** When it was true; none where nobody knows. */
  time: Timestamp | null;
  /** When it reached the engine. */
  received: Timestamp;
}

/** Changed rows of one watch. */
export interface Frame {
  watch: number;
  /** Counted from 1 within the stream. */
  number: number;
  /** The engine's time; ages count from here. */
  now: Timestamp;
  rows: FrameRow[];
}

/** Bytes that are no frame of this version. */
export class FrameError extends Error {
  override name = "FrameError";
}

/** The frame in these bytes, or a `FrameError`. */
export function decodeFrame(bytes: ArrayBuffer): Frame {
  const view = new DataView(bytes);
  if (bytes.byteLength < HEADER_BYTES) throw new FrameError("it is cut short");
  if (view.getUint32(0, true) !== MAGIC) throw new FrameError("the first four bytes are wrong");
  const count = view.getUint32(12, true);
  if (count > ROWS_MAX) throw new FrameError("too many rows");
  let text = HEADER_BYTES + count * ROW_BYTES;
  if (bytes.byteLength < text) throw new FrameError("it is cut short");

  const decoder = new TextDecoder("utf-8", { fatal: true });
  const rows: FrameRow[] = [];
  for (let place = 0; place < count; place += 1) {
    const at = HEADER_BYTES + place * ROW_BYTES;
    const code = view.getUint32(at + 4, true);
    const quality = QUALITIES[code & 0xff];
    if (quality === undefined) throw new FrameError("unknown quality");
    const raw = view.getFloat64(at + 8, true);
    const kind = code >>> 8;
    let value: Value;
    if (kind === KIND_NUMBER) value = raw;
    else if (kind === KIND_BOOLEAN) value = raw > 0.5;
    else if (kind === KIND_TEXT) {
      value = decodeText(decoder, bytes, text, raw);
      text += raw;
    } else throw new FrameError("unknown kind of value");
    const time = view.getFloat64(at + 16, true);
    rows.push({
      row: view.getUint32(at, true),
      value,
      quality,
      time: Number.isNaN(time) ? null : time,
      received: view.getFloat64(at + 24, true),
    });
  }
  return { watch: view.getUint32(4, true), number: view.getUint32(8, true), now: view.getFloat64(16, true), rows };
}

/** The number of a frame whose rest may be unreadable, so that it can be acknowledged all the same. */
export function frameNumber(bytes: ArrayBuffer): number | null {
  if (bytes.byteLength < HEADER_BYTES) return null;
  const view = new DataView(bytes);
  return view.getUint32(0, true) === MAGIC ? view.getUint32(8, true) : null;
}

function decodeText(decoder: TextDecoder, bytes: ArrayBuffer, from: number, length: number): string {
  if (!Number.isInteger(length) || length < 0 || from + length > bytes.byteLength) {
    throw new FrameError("it is cut short");
  }
  try {
    return decoder.decode(new Uint8Array(bytes, from, length));
  } catch {
    throw new FrameError("a text is no UTF-8");
  }
}
