// The fake's quarantine: refusals of many reasons, some of which can be read when they are tried again.

import type { RefusalDetail, RefusalView, Requests } from "./bindings";

const PAGE = 500;
const REASONS: readonly { reason: string; whole: boolean; field: string | null; sample: string }[] = [
  { reason: "broken_json", whole: true, field: null, sample: '{"value":21.5,"unit":"°C' },
  { reason: "null", whole: false, field: "/temperature", sample: '{"temperature":null,"humidity":41.2,"battery":87}' },
  { reason: "not_finite", whole: false, field: "/flow", sample: '{"flow":1e400,"return":18.4}' },
  { reason: "unavailable", whole: false, field: null, sample: "unavailable" },
  { reason: "bad_template", whole: false, field: "/energy", sample: '{"aenergy":{"total":88214.6}}' },
  { reason: "not_of_type", whole: false, field: "/state", sample: '{"state":"HALF-OPEN"}' },
  { reason: "bad_time", whole: false, field: "/ts", sample: '{"ts":"2026-13-45T99:00","v":4.1}' },
  { reason: "unknown_alias", whole: false, field: null, sample: "12 0b 10 01 20 09 65 00 00 ac 41 18 01" },
];

/** Refusals on the topics of a building. */
export function makeRefusals(count: number, topics: readonly { connection: string; topic: string; name: string; point: string }[], now: number): RefusalView[] {
  return Array.from({ length: topics.length === 0 ? 0 : count }, (_, place) => {
    const kind = REASONS[place % REASONS.length] ?? { reason: "null", whole: false, field: null, sample: "" };
    const of = topics[(place * 7) % topics.length] ?? { connection: "Campus", topic: "", name: "", point: "" };
    const last = now - ((place * 37_013) % 86_400_000) - 2_000;
    const known = !kind.whole && place % 3 !== 0;
    return {
      id: (0x3f8a_1c00 + place * 65_537).toString(16).padStart(16, "0"), connection: of.connection, topic: of.topic, field: kind.field, reason: kind.reason, whole: kind.whole,
      count: 1 + ((place * 7_919) % 12_000), first: last - 26 * 3_600_000, last, point: known ? of.point : null, point_name: known ? of.name : null, sample: place % 11 === 10 ? null : kind.sample,
      replayable: place % 11 !== 10,
    };
  }).sort((a, b) => b.last - a.last);
}

/** A page of them. */
export function refusalsView(all: readonly RefusalView[], asked: Requests["refusals"]["args"]): Requests["refusals"]["reply"] {
  const words = asked.text.toLowerCase().split(/\s+/);
  const matching = all.filter((one) => (asked.reason === null || one.reason === asked.reason) && (asked.connection === null || one.connection === asked.connection) && words.every((word) => `${one.topic} ${one.field ?? ""}`.toLowerCase().includes(word)));
  const reasons = new Map<string, { reason: string; kinds: number; count: number }>();
  for (const one of all) {
    const sums = reasons.get(one.reason) ?? { reason: one.reason, kinds: 0, count: 0 };
    reasons.set(one.reason, { reason: one.reason, kinds: sums.kinds + 1, count: sums.count + one.count });
  }
  return {
    refusals: matching.slice(asked.from, asked.from + PAGE), matching: matching.length, kinds: all.length, kinds_max: 10_000, messages_beyond: 0, values_beyond: 0,
    reasons: [...reasons.values()].sort((a, b) => b.count - a.count),
  };
}

/** One of them with its message. */
export function refusalDetail(of: RefusalView): RefusalDetail {
  const payload = of.sample ?? "";
  const message = { received: of.last, payload, hexadecimal: of.reason === "unknown_alias", bytes: payload.length, retained: false };
  return { refusal: of, message: of.sample === null ? null : message };
}

/** Tries again: templates and aliases are known meanwhile, the rest is refused as before. */
export function replayed(all: readonly RefusalView[], ids: readonly string[]): Requests["replay"]["reply"] {
  const asked = all.filter((one) => ids.includes(one.id));
  const tried = asked.filter((one) => one.replayable);
  const over = tried.filter((one) => one.reason === "bad_template" || one.reason === "unknown_alias");
  const stays = asked.filter((one) => !over.includes(one)).map((one) => (one.replayable ? { id: one.id, reason: one.reason, because: "It is refused still." } : { id: one.id, reason: null, because: "Its message is not kept." }));
  return { messages: tried.length, values: over.length, stored: over.length, duplicate: 0, replaced: 0, shown: 0, over: over.map((one) => one.id), stays };
}
