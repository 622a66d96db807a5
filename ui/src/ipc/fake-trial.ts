// What the fake's brokers say when they are tried: seven steps, a certificate, and what keeps passwords.

import type { CertificateView, ConnectionTested, Requests, SecretsView, SecretStore, TrialStage, TrialStep } from "./bindings";

const STAGES: readonly { stage: TrialStage; title: string; sentence: string; took: number }[] = [
  { stage: "settings", title: "Settings and files", sentence: "The settings can work.", took: 0.2 },
  { stage: "name", title: "Name of the host", sentence: "It is an address; no name has to be looked up.", took: 0.1 },
  { stage: "reach", title: "Way to the port", sentence: "It is there and takes connections.", took: 1.4 },
  { stage: "secure", title: "Protection and certificate", sentence: "The connection is not protected: whoever is on the network in between can read and change everything.", took: 0.1 },
  { stage: "sign_in", title: "Sign-in", sentence: "The broker let us in, by MQTT 5, within 3 ms.", took: 3.1 },
  { stage: "subscribe", title: "Right to listen", sentence: "The broker lets us listen to \"#\".", took: 1.2 },
  { stage: "packet_size", title: "Size of messages", sentence: "The broker names no limit to the size of messages.", took: 0.1 },
];
const FINGERPRINT = Array.from({ length: 32 }, (_, place) => ((place * 37 + 11) % 256).toString(16).padStart(2, "0").toUpperCase()).join(":");
const DAY = 86_400_000;
const SECRETS: Readonly<Record<SecretStore, string>> = {
  keyring: "They are kept in the system's keyring.",
  keyring_locked: "The system's keyring is locked. Unlock it, then enter the password again.",
  sealed_file: "They are kept in a file of the data folder that is sealed with a passphrase.",
  sealed_file_locked: "They are kept in a file of the data folder, which is sealed. Enter its passphrase to use them.",
  session_only: "There is no keyring on this computer: they are held until Plantroom stops and asked for again after that.",
};

/** Hosts whose name begins with `nowhere` do not answer; a secured one is vouched for by an authority that only a CA file or a pin brings. */
export function trial(asked: Partial<Requests["try_connection"]["args"]>, now: number): ConnectionTested {
  const { url = "", security = {}, login } = asked;
  const secured = /^(mqtts|wss):/.test(url);
  const host = url.replace(/^[a-z]+:\/\//, "");
  if (/^nowhere/.test(host)) return failing("reach", `${host} does not answer: nothing listens at this address. Check the name, the port and whether the broker runs.`, null);
  const certificate: CertificateView | null = !secured ? null : {
    subject: "CN=broker.quayhouse.example", issuer: "CN=Harbour Estates CA", names: ["broker.quayhouse.example", "10.20.0.5"],
    valid_from: now - 200 * DAY, valid_until: now + 500 * DAY, fingerprint: FINGERPRINT, can_be_pinned: false,
  };
  if (certificate !== null && security.ca === undefined && security.pinned === undefined) {
    const sentence = `The broker's certificate was issued by "CN=Harbour Estates CA", which this connection does not trust. Choose that authority's CA file in the connection's settings, or let an administrator who has compared its fingerprint at the broker pin it: ${FINGERPRINT}.`;
    return failing("secure", sentence, { ...certificate, can_be_pinned: true });
  }
  if (login?.password === "wrong") return failing("sign_in", "The broker does not take this user name and password. Enter them again.", certificate);
  const steps = STAGES.map((one) => step(one, secured && one.stage === "secure" ? "Protected by TLS 1.3." : one.sentence));
  return { version: "5", connect_ms: 3.1, steps, certificate };
}

/** What keeps passwords there. */
export function secretsOf(store: SecretStore, awaited: string[]): SecretsView {
  return { store, explanation: SECRETS[store], awaited };
}

function failing(stage: TrialStage, sentence: string, certificate: CertificateView | null): ConnectionTested {
  const at = STAGES.findIndex((one) => one.stage === stage);
  const steps = STAGES.map((one, place): TrialStep => {
    if (place < at) return step(one, one.sentence);
    if (place === at) return { ...step(one, sentence), verdict: "failed" };
    return { ...step(one, "Not looked at, because a step before it failed."), verdict: "not_reached", took_ms: 0 };
  });
  return { version: null, connect_ms: null, steps, certificate };
}

function step(one: (typeof STAGES)[number], sentence: string): TrialStep {
  return { stage: one.stage, title: one.title, verdict: "ok", sentence, took_ms: one.took };
}
