// The fake's topics: what its points publish, level by level, and what was said on each.

import type { FoundTopic, Requests, TopicBranch, TopicLevel, TopicLevelView, TopicMessageView } from "./bindings";

/** One topic that the fake hears. */
export interface FakeTopic {
  connection: string;
  topic: string;
  /** Between two messages, ms. */
  interval: number;
  /** When the newest came; nothing more comes where it is long ago. */
  newest: number;
  convention: string;
  accepted: number;
  found: number;
  /** The message of this number. */
  payload: (number: number) => string;
}

const LISTED = 500;
const KEPT = 200;
/** When the fake's engine was started. */
const RUN_MS = 3 * 3_600_000;

/** What lies below the levels asked for. */
export function topicsView(topics: readonly FakeTopic[], asked: Requests["topics"]["args"], now: number): Requests["topics"]["reply"] {
  const sums = { topics: topics.length, topics_max: 100_000, unknown: 0, messages: Math.min(970_000, topics.length * KEPT), bytes: topics.length * KEPT * 110, bytes_max: 67_108_864, let_go: 0 };
  return { levels: asked.levels.map((level) => levelView(topics, level, now)), sums, now };
}

/** Topics that hold all words. */
export function topicsFound(topics: readonly FakeTopic[], text: string, now: number): Requests["topic_search"]["reply"] {
  const words = text.toLowerCase().split(/\s+/);
  const all = topics.filter((one) => words.every((word) => one.topic.toLowerCase().includes(word)));
  const view = (one: FakeTopic): FoundTopic => ({ connection: one.connection, branch: branch(one.topic, [one], one, false, now) });
  return { found: all.slice(0, LISTED).map(view), more: Math.max(0, all.length - LISTED) };
}

/** The newest messages of a topic. */
export function topicMessages(of: FakeTopic | undefined): TopicMessageView[] {
  if (of === undefined) return [];
  const count = messagesOf(of);
  return Array.from({ length: Math.min(KEPT, count) }, (_, place) => message(of, count - place, 512));
}

/** One message whole. */
export function topicMessage(of: FakeTopic, number: number): TopicMessageView {
  return message(of, number, Infinity);
}

function levelView(topics: readonly FakeTopic[], level: TopicLevel, now: number): TopicLevelView {
  const prefix = level.below === null ? "" : `${level.below}/`;
  const groups = new Map<string, FakeTopic[]>();
  for (const one of topics) {
    if (one.connection !== level.connection || !one.topic.startsWith(prefix)) continue;
    const name = one.topic.slice(prefix.length).split("/", 1)[0] ?? "";
    if (!name.toLowerCase().includes(level.filter.toLowerCase())) continue;
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  const names = [...groups.keys()].sort();
  const branches = names.slice(0, LISTED).map((name) => {
    const below = groups.get(name) ?? [];
    const own = below.find((one) => one.topic === `${prefix}${name}`);
    return branch(name, below, own, below.some((one) => one !== own), now);
  });
  return { level, branches, more: Math.max(0, names.length - LISTED) };
}

function branch(name: string, below: readonly FakeTopic[], own: FakeTopic | undefined, hasChildren: boolean, now: number): TopicBranch {
  const sum = (pick: (one: FakeTopic) => number) => below.reduce((all, one) => all + pick(one), 0);
  return {
    name, topics: below.length, messages: sum(messagesOf), per_second: sum((one) => (now - one.newest > 2 * one.interval + 10_000 ? 0 : 1_000 / one.interval)),
    newest: Math.max(...below.map((one) => one.newest)), has_children: hasChildren, accepted: sum((one) => one.accepted), found: sum((one) => one.found),
    heard: own === undefined ? null : { convention: own.convention, last: message(own, messagesOf(own), 80).message.payload, retained: false },
  };
}

function messagesOf(of: FakeTopic): number {
  return 1 + Math.floor(RUN_MS / of.interval);
}

function message(of: FakeTopic, number: number, most: number): TopicMessageView {
  const payload = of.payload(number);
  const bytes = new TextEncoder().encode(payload).length;
  const retained = number === 1;
  return { number, message: { received: of.newest - (messagesOf(of) - number) * of.interval, payload: payload.slice(0, most), hexadecimal: false, bytes, retained } };
}

/** A message that is no text, as the engine shows it. */
export function pictureMessage(received: number): TopicMessageView {
  const bytes = Array.from({ length: 300 }, (_, place) => ((place * 73 + 137) % 256).toString(16).padStart(2, "0"));
  return { number: 1, message: { received, payload: bytes.join(" "), hexadecimal: true, bytes: 300, retained: true } };
}
