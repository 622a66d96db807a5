// How a client's program tells the one that started it what it has published, and waits for leave to go on.
import { createInterface } from "node:readline";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** A value as the console is to know it: `path` is a JSON Pointer, `unit` is spelled as Home Assistant does. */
export function value(device, path, value, unit = null, kind = "sensor") {
  return { device, path, value, unit, kind };
}

/** Tells of values that were published, and waits until they were looked for. */
export async function published(...values) {
  process.stdout.write(JSON.stringify(values) + "\n");
  await lines.next();
}
