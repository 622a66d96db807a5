// Brokers' addresses as somebody types them: what is wrong with one, and how its protocol is changed.

/** What carries MQTT, and whether the way is protected. */
export type Scheme = "mqtt" | "mqtts" | "ws" | "wss";

interface Kind {
  readonly port: number;
  readonly secured: boolean;
  readonly websocket: boolean;
}

const KINDS: Readonly<Record<Scheme, Kind>> = {
  mqtt: { port: 1_883, secured: false, websocket: false },
  mqtts: { port: 8_883, secured: true, websocket: false },
  ws: { port: 80, secured: false, websocket: true },
  wss: { port: 443, secured: true, websocket: true },
};
/** What other programs call them. */
const OTHERS: Readonly<Record<string, Scheme>> = { tcp: "mqtt", ssl: "mqtts", tls: "mqtts", http: "ws", https: "wss" };
const EXAMPLE = "Write it as mqtt://host:1883 or mqtts://host:8883.";

/** The protocols as they are chosen. */
export const SCHEMES: readonly { value: Scheme; word: string }[] = [
  { value: "mqtt", word: "mqtt: unprotected" },
  { value: "mqtts", word: "mqtts: TLS" },
  { value: "ws", word: "ws: WebSocket, unprotected" },
  { value: "wss", word: "wss: WebSocket, TLS" },
];

/** The protocol of an address; none while it has none of ours. */
export function schemeOf(url: string): Scheme | null {
  const word = /^\s*([a-z]+):\/\//.exec(url)?.[1];
  return word !== undefined && isScheme(word) ? word : null;
}

/** Whether the way to this address is protected. */
export function isSecured(url: string): boolean {
  const scheme = schemeOf(url);
  return scheme !== null && KINDS[scheme].secured;
}

/** The same broker by another protocol: its usual port goes with it, another one stays; a path stays only with a WebSocket. */
export function withScheme(url: string, scheme: Scheme): string {
  const before = schemeOf(url);
  const rest = url.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//i, "");
  const slash = rest.indexOf("/");
  const [place, path] = slash < 0 ? [rest, ""] : [rest.slice(0, slash), rest.slice(slash)];
  const usual = before === null ? "" : `:${KINDS[before].port}`;
  const moved = usual !== "" && place.endsWith(usual) ? `${place.slice(0, -usual.length)}:${KINDS[scheme].port}` : place;
  return `${scheme}://${moved}${KINDS[scheme].websocket ? path : ""}`;
}

/** Whether somebody is still writing `mqtt:/` or a port: what can become right is no problem yet. */
export function isBegun(url: string): boolean {
  const text = url.trim();
  return Object.keys(KINDS).some((scheme) => `${scheme}://`.startsWith(text)) || /^(mqtts?|wss?):\/\/[^\s@/]*:$/.test(text);
}

/** What is wrong with a broker's address, in one sentence; empty where nothing is. */
export function addressProblem(text: string): string {
  const url = text.trim();
  if (url === "") return `Where is the broker? ${EXAMPLE}`;
  // Said before anything repeats the address: it may hold a password.
  if (url.includes("@")) return "An address holds no user name or password: enter them in their own fields.";
  const match = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(url);
  if (match === null) return `An address begins with mqtt://, mqtts://, ws:// or wss://. ${EXAMPLE}`;
  const [, word = "", rest = ""] = match;
  if (!isScheme(word)) {
    const meant = OTHERS[word.toLowerCase()];
    return meant === undefined ? `${word}:// is not spoken here, only mqtt, mqtts, ws and wss.` : `${word}:// is written ${meant}:// here.`;
  }
  const kind = KINDS[word];
  const slash = rest.indexOf("/");
  const [place, path] = slash < 0 ? [rest, ""] : [rest.slice(0, slash), rest.slice(slash)];
  if (!kind.websocket && !/^\/*$/.test(path)) return `An address with ${word}:// has no path: leave out what follows the port, or choose a WebSocket.`;
  if (/[\s#]/.test(path)) return "The path has no spaces and no #; brokers often use /mqtt.";
  return placeProblem(place, kind.port);
}

function placeProblem(place: string, usual: number): string {
  const parts = /^(\[[0-9a-f:.%]+\]|[^:[\]\s?#]+)(?::(.*))?$/i.exec(place);
  if (parts === null) return place.startsWith(":") || place === "" ? `The name of the broker is missing. ${EXAMPLE}` : `The broker's name cannot be read. ${EXAMPLE}`;
  const port = parts[2];
  if (port !== undefined && (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)) return `The port is a number from 1 to 65535; here brokers usually have ${usual}.`;
  return "";
}

function isScheme(word: string): word is Scheme {
  return Object.hasOwn(KINDS, word);
}
