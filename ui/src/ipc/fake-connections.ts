// The fake's brokers: two of one campus, and what may be the matter with them.

import type { ConnectionView } from "./bindings";
import type { Scene } from "./fake";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The brokers of this scene, and how they are at this time. */
export function makeConnections(scene: Scene, now: number): ConnectionView[] {
  if (scene === "empty") return [];
  const lost = (explanation: string, since: number) => ({ state: "waiting" as const, since, explanation, reconnects: 14, subscribed: true, newest: since });
  const live = { state: "live" as const, since: now - 3 * DAY, explanation: "", reconnects: 0, subscribed: true, newest: now - 700 };
  const away = "10.20.0.5:1883 does not answer since 09:14. Values are as they were then; what the broker holds is taken when it answers. Check the broker's power and network. Next try in 24 s.";
  const waiting = {
    state: "needs_password" as const, since: now - HOUR, explanation: "The password cannot be read: the sealed file is locked. Nothing is collected from this broker until it can. Enter its passphrase.",
    reconnects: 0, subscribed: true, newest: now - HOUR, login: { username: "console", password: "awaited" as const },
  };
  const outage = now - (scene === "half" ? 47 * MINUTE : 5 * HOUR + 18 * MINUTE);
  return [
    { name: "Campus", url: "mqtt://10.20.0.5:1883", filters: ["harbour/#"], version: "5", insisted: null, ...(scene === "offline" ? lost(away, outage) : live) },
    {
      name: "Quay House", url: "mqtt://10.20.3.5:1883", filters: ["zigbee2mqtt/#"], version: "3.1.1", insisted: null,
      ...(scene === "locked" ? waiting : scene === "offline" || scene === "half" ? lost(away.replace("10.20.0.5", "10.20.3.5"), outage) : live),
    },
  ];
}
