// Topic patterns without an engine: enough of them to write, try and order some.

import type { NamedTopic, TopicPatternTried, TopicPatternView } from "./bindings";

const PARTS = ["site", "building", "floor", "space", "zone", "equip", "point", "unit"];
const SHOWN_MAX = 200;

/** A pattern as a regular expression, or where and why it is none. */
function parsed(text: string): RegExp | { at: number; what: string } {
  if (text === "") return { at: 0, what: "there is nothing; a pattern looks like {floor}/{equip}/{point}" };
  const strange = [...text.matchAll(/\{([^}/]*)(\}?)/g)].find((one) => one[2] === "" || !PARTS.includes(one[1] ?? ""));
  if (strange !== undefined) {
    return { at: strange.index, what: strange[2] === "" ? "this { is not closed in its level" : `“${strange[1] ?? ""}” is no part; the parts are ${PARTS.join(", ")}` };
  }
  if (!text.includes("{")) return { at: 0, what: "it names nothing; put a part such as {equip} or {point} into it" };
  const levels = text.split("/").map((level) => {
    if (level === "+") return "[^/]*";
    return level === "#" ? ".*" : level.split(/(\{\w+\})/).map((piece) => (piece.startsWith("{") ? `(?<${piece.slice(1, -1)}>[^/]+?)` : piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"))).join("");
  });
  return new RegExp(`^${levels.join("/")}$`, "u");
}

/** What a pattern would name in these topics. */
export function tryPattern(text: string, topics: readonly string[]): TopicPatternTried {
  const pattern = parsed(text);
  if (!(pattern instanceof RegExp)) return { words: pattern.what, wrong_at: pattern.at, matched: 0, unmatched: topics.length, named: [], left: [] };
  const named = topics.flatMap((topic) => namedIn(topic, pattern) ?? []);
  const left = topics.filter((topic) => !pattern.test(topic));
  return { words: wordsOf(text), wrong_at: null, matched: named.length, unmatched: left.length, named: named.slice(0, SHOWN_MAX), left: left.slice(0, SHOWN_MAX) };
}

/** The patterns with how many topics each is the first to fit. */
export function patternViews(patterns: readonly string[], topics: readonly string[]): TopicPatternView[] {
  const counts = patterns.map(() => 0);
  for (const topic of topics) {
    const at = patterns.findIndex((one) => {
      const pattern = parsed(one);
      return pattern instanceof RegExp && pattern.test(topic);
    });
    if (at >= 0) counts[at] = (counts[at] ?? 0) + 1;
  }
  return patterns.map((pattern, at) => ({ pattern, words: wordsOf(pattern), matched: counts[at] ?? 0 }));
}

function namedIn(topic: string, pattern: RegExp): NamedTopic | null {
  const groups = pattern.exec(topic)?.groups;
  if (groups === undefined) return null;
  const { building = null, floor = null, space = null, zone = null, equip = null, point = null } = groups as Record<string, string | undefined>;
  return { topic, building, floor, space: space ?? zone, equipment: equip, point };
}

function wordsOf(text: string): string {
  const levels = text.split("/").map((level, at) => (level === "#" ? "whatever follows is left to the rules" : `level ${at + 1} is ${level === "+" ? "any" : level.replaceAll(/[{}]/g, "").replace("equip", "equipment")}`));
  return `L${levels.join(", ").slice(1)}.`;
}
