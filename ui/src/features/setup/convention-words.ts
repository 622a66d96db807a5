// Conventions in the words of those who make them.

import type { Conventions } from "../../ipc/bindings";

const CONVENTIONS: Readonly<Record<string, string>> = {
  "aws-sitewise": "AWS SiteWise", "azure-iot": "Azure IoT", "bacnet-mqtt-gateway": "BACnet gateway", chirpstack: "ChirpStack", "dsmr-p1": "DSMR P1", ebusd: "ebusd",
  "eclipse-ditto": "Eclipse Ditto", "emoncms-emonhub": "Emoncms", "ems-esp": "EMS-ESP", esphome: "ESPHome", evcc: "evcc", "ha-discovery": "Home Assistant", homie: "Homie", json: "JSON",
  "knx-mqtt": "KNX", losant: "Losant", mbmd: "mbmd", "modbus-gateways": "Modbus gateway", "mqtt-smarthome": "mqtt-smarthome", "nubeio-driver-bacnet": "Nube iO BACnet",
  "opcua-pubsub": "OPC UA", opendtu: "OpenDTU", openmqttgateway: "OpenMQTTGateway", plain: "plain value", rtl_433: "rtl_433", "ruuvi-gateway": "Ruuvi Gateway", senml: "SenML",
  "shelly-gen1": "Shelly Gen1", "shelly-gen2": "Shelly Gen2", "sparkplug-b": "Sparkplug B", tasmota: "Tasmota", telegraf: "Telegraf", thingsboard: "ThingsBoard", tts: "The Things Stack",
  udmi: "UDMI", "uns-umh": "unified namespace", victron: "Victron", "wb-mqtt-knx": "Wiren Board KNX", wirenboard: "Wiren Board", wmbusmeters: "wmbusmeters", zigbee2mqtt: "Zigbee2MQTT",
  "zwave-js-ui": "Z-Wave JS UI",
};

/** Every convention of this version, in the order of their words. */
export const CONVENTION_NAMES: readonly string[] = Object.keys(CONVENTIONS).sort((one, other) => conventionWord(one).localeCompare(conventionWord(other), "en"));

/** `all conventions`, `only Homie, JSON` or `all but JSON`. */
export function conventionsWords(conventions: Conventions | undefined): string {
  if (conventions === undefined || conventions === "all") return "all conventions";
  if ("only" in conventions) return `only ${conventions.only.map(conventionWord).join(", ")}`;
  return `all but ${conventions.all_but.map(conventionWord).join(", ")}`;
}

/** `Zigbee2MQTT`; what nobody knows is told as the engine says it. */
export function conventionWord(convention: string | null): string {
  if (convention === null) return "imported";
  return Object.hasOwn(CONVENTIONS, convention) ? (CONVENTIONS[convention] ?? convention) : convention;
}
