// A Sparkplug B edge node with a device, made with `sparkplug-client`: aliases, units as properties, every size of number.
import { once } from "node:events";
import { createRequire } from "node:module";

import { published, value } from "./told.mjs";

const { newClient } = createRequire(process.argv[3])("sparkplug-client");

const node = newClient({
  serverUrl: `mqtt://127.0.0.1:${process.argv[2]}`,
  username: "",
  password: "",
  groupId: "Works",
  edgeNode: "Line",
  clientId: "line",
  version: "spBv1.0",
  publishDeath: true,
});
await once(node, "birth");
const now = Date.now();
const unit = (word) => ({ engUnit: { type: "String", value: word } });
node.publishNodeBirth({ timestamp: now, metrics: [{ name: "Cabinet/Temperature", type: "Float", value: 31.5, properties: unit("°C") }] });
node.publishDeviceBirth("Chiller", {
  timestamp: now,
  metrics: [
    { name: "Leaving/Temperature", alias: 1, type: "Double", value: 6.75, properties: unit("°C") },
    { name: "Power", alias: 2, type: "Float", value: 81.5, properties: unit("kW") },
    { name: "Starts", alias: 3, type: "UInt32", value: 4000000000 },
    { name: "Balance", alias: 4, type: "Int64", value: -12 },
    { name: "Step", alias: 5, type: "Int8", value: -3 },
    { name: "Running", alias: 6, type: "Boolean", value: true },
    { name: "State", alias: 7, type: "String", value: "cooling" },
  ],
});
await published(
  value("Works/Line", "/Cabinet/Temperature", 31.5, "°C"),
  value("Works/Line/Chiller", "/Leaving/Temperature", 6.75, "°C"),
  value("Works/Line/Chiller", "/Power", 81.5, "kW"),
  value("Works/Line/Chiller", "/Starts", 4000000000),
  value("Works/Line/Chiller", "/Balance", -12),
  value("Works/Line/Chiller", "/Step", -3),
  value("Works/Line/Chiller", "/Running", true, null, "status"),
  value("Works/Line/Chiller", "/State", "cooling", null, "status"),
);

node.publishDeviceData("Chiller", {
  timestamp: Date.now(),
  metrics: [
    { alias: 1, type: "Double", value: 7.25 },
    { alias: 2, type: "Float", value: 0 },
    { alias: 4, type: "Int64", value: 12 },
    { alias: 6, type: "Boolean", value: false },
    { alias: 7, type: "String", value: "idle" },
  ],
});
await published(
  value("Works/Line/Chiller", "/Leaving/Temperature", 7.25, "°C"),
  value("Works/Line/Chiller", "/Power", 0, "kW"),
  value("Works/Line/Chiller", "/Balance", 12),
  value("Works/Line/Chiller", "/Running", false, null, "status"),
  value("Works/Line/Chiller", "/State", "idle", null, "status"),
);

node.stop();
process.stdin.destroy();
