// The fake's counters: they add up, and every list has something in it.

import type { ConnectionHealth, ConnectionView, HealthView } from "./bindings";

const MINUTE = 60_000;

/** Counters of these connections, `received` values in all. */
export function makeHealth(connections: readonly ConnectionView[], received: number, points: number, now: number): HealthView {
  const some = points > 0;
  const split = connections.map((_, place) => (place === 0 ? received - Math.floor(received / 3) * (connections.length - 1) : Math.floor(received / 3)));
  return {
    connections: connections.map((one, place) => counters(one, some ? (split[place] ?? 0) : 0, place === 0, points, now)),
    store: { readings: received, bytes: 41_200_000, bytes_per_reading: some ? 2.1 : null, days_to_full: null, trouble: null, oldest_unsaved_ms: some ? 180 : 0 },
    operations: {
      receive_to_durable: operation(some ? 1_553_720 : 0, 210), commit: operation(some ? 24_811 : 0, 4.2), latest: operation(some ? 18 : 0, 6.1),
      trends: operation(some ? 412 : 0, 31), other: operation(some ? 96 : 0, 0.4),
    },
    queues: {
      commits: { depth: some ? 1 : 0, limit: 32, dropped: 0, when_full: "wait" },
      head: { depth: some ? 48_120 : 0, limit: 2_000_000, dropped: 0, when_full: "wait" },
      messages: { depth: some ? 12 : 0, limit: 20_000, dropped: 0, when_full: "wait" },
    },
  };
}

function counters(one: ConnectionView, received: number, first: boolean, points: number, now: number): ConnectionHealth {
  const [duplicate, refused, replaced] = received > 0 && first ? [16_431, { null: 29, not_finite: 12 }, 0] : [0, {}, 0];
  const messages = Math.floor(received / 4);
  const broken: Record<string, number> = received > 0 && first ? { broken_json: 38, empty: 3 } : {};
  const gap = one.reconnects === 0 ? [] : Array.from({ length: 3 }, (_, place) => ({
    from: now - (place * 300 + 47) * MINUTE, to: place === 0 ? null : now - (place * 300 + 39 - place) * MINUTE, reason: place === 1 ? "the broker closed the connection" : "the broker did not answer",
  }));
  return {
    name: one.name,
    state: one.state,
    messages: { received: messages, understood: messages - total(broken), retained: Math.min(messages, 212), refused: broken },
    values: { read: received, stored: received - duplicate - replaced - total(refused), duplicate, replaced, undecided: 0, time_replaced: 0, refused },
    replayed: received > 0 && first ? { messages: 3, read: 9, stored: 4, duplicate: 2, replaced: 1, refused: 2 } : { messages: 0, read: 0, stored: 0, duplicate: 0, replaced: 0, refused: 0 },
    reconnects: one.reconnects, gaps: gap.length === 0 ? 0 : 14, latest_gaps: gap, found_points: points, points_over_limit: 0,
  };
}

function operation(count: number, p50: number) {
  return count === 0 ? { count, p50_ms: 0, p95_ms: 0, p99_ms: 0, max_ms: 0 } : { count, p50_ms: p50, p95_ms: p50 * 1.9, p99_ms: p50 * 2.7, max_ms: p50 * 6.3 };
}

function total(reasons: Record<string, number>): number {
  return Object.values(reasons).reduce((sum, one) => sum + one, 0);
}
