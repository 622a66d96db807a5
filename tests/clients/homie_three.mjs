// A Homie 3 device with two nodes, made with `homie-device`.
import { once } from "node:events";
import { createRequire } from "node:module";

import { published, value } from "./told.mjs";

const HomieDevice = createRequire(process.argv[3])("homie-device");

const device = new HomieDevice({ name: "Roof unit", device_id: "roof-unit", mqtt: { host: "127.0.0.1", port: Number(process.argv[2]), base_topic: "homie/" } });
const fan = device.node("fan", "Fan", "fan");
const outside = device.node("outside", "Outside", "weather");
fan.advertise("speed").setName("Fan speed").setDatatype("integer").setUnit("rpm");
fan.advertise("running").setName("Running").setDatatype("boolean");
fan.advertise("setpoint").setName("Supply temperature setpoint").setDatatype("float").setUnit("°C").setFormat("14:24").settable(() => {});
outside.advertise("temperature").setName("Outside temperature").setDatatype("float").setUnit("°C");
outside.advertise("pressure").setName("Pressure").setDatatype("float").setUnit("Pa");
outside.advertise("sky").setName("Sky").setDatatype("enum").setFormat("clear,cloudy");
const connected = once(device, "connect");
device.setup(true);
await connected;
const send = (node, property, said) => node.setProperty(property).setRetained(true).send(said);
send(fan, "speed", "1450");
send(fan, "running", "true");
send(fan, "setpoint", "18.5");
send(outside, "temperature", "-3.5");
send(outside, "pressure", "101325");
send(outside, "sky", "clear");
await published(
  value("roof-unit", "/fan/speed", 1450, "rpm"),
  value("roof-unit", "/fan/running", true, null, "status"),
  value("roof-unit", "/fan/setpoint", 18.5, "°C", "setpoint"),
  value("roof-unit", "/outside/temperature", -3.5, "°C"),
  value("roof-unit", "/outside/pressure", 101325, "Pa"),
  value("roof-unit", "/outside/sky", "clear", null, "status"),
);

send(fan, "speed", "0");
send(fan, "running", "false");
send(outside, "temperature", "-4");
send(outside, "sky", "cloudy");
await published(
  value("roof-unit", "/fan/speed", 0, "rpm"),
  value("roof-unit", "/fan/running", false, null, "status"),
  value("roof-unit", "/outside/temperature", -4, "°C"),
  value("roof-unit", "/outside/sky", "cloudy", null, "status"),
);

device.end();
process.stdin.destroy();
