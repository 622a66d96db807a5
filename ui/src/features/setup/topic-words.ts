// What Setup says of topics, in words.

/** Conventions whose names are not simply their words. */
const CONVENTIONS: Readonly<Record<string, string>> = {
  plain: "plain value", json: "JSON", sparkplug: "Sparkplug B", ha_discovery: "Home Assistant", zigbee2mqtt: "Zigbee2MQTT", tasmota: "Tasmota", homie: "Homie", chirpstack: "ChirpStack", tts: "The Things Stack",
  shelly_gen1: "Shelly Gen1", shelly_gen2: "Shelly Gen2", esphome: "ESPHome", victron: "Victron", wirenboard: "Wiren Board", senml: "SenML", udmi: "UDMI", evcc: "evcc", sys: "broker", mapping: "mapping", dsmr: "DSMR",
};

/** `Zigbee2MQTT`; what nobody knows is told as the engine says it. */
export function conventionWord(convention: string): string {
  return Object.hasOwn(CONVENTIONS, convention) ? (CONVENTIONS[convention] ?? convention) : convention.replaceAll("_", " ");
}
