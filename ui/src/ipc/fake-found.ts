// Found points as real devices of six conventions announce them, with names that are hard to show among them.
//
// Everything follows from the place in the list, so that a picture or a test is the same every time.

import type { CurrentView, FoundView, Kind, Proposal, Value } from "./bindings";

/** What the inbox knows of a found point beyond its current value. */
export type About = Pick<FoundView, "convention" | "device" | "writable" | "conflict" | "proposal">;

/** A found point with its current value. */
export interface FoundPoint {
  view: CurrentView;
  about: About;
}

/** A point of a device: its path or topic, what it says, and what it seems to be. */
interface Part {
  path: string;
  name: string;
  kind: Kind;
  unit: string | null;
  role: string | null;
  value: Value;
  confidence: number;
  because: readonly string[];
  interval: number;
  writable?: boolean;
}

interface Model {
  convention: string;
  connection: string;
  name: string | null;
  model: string | null;
  equipment: string;
  equipmentName: (place: number) => string;
  key: (place: number) => string;
  /** Whether each part has a topic of its own below the device's. */
  spread: boolean;
  parts: readonly Part[];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const part = (path: string, name: string, kind: Kind, unit: string | null, role: string | null, value: Value, confidence: number, because: readonly string[], interval = MINUTE): Part => ({
  path, name, kind, unit, role, value, confidence, because, interval,
});
const writable = (of: Part): Part => ({ ...of, writable: true });
const said = (unit: string) => `its device says unit ${unit}`;

const MODELS: readonly Model[] = [
  {
    convention: "zigbee2mqtt", connection: "Quay House", name: "Room sensor", model: "Aqara WSDCGQ11LM", equipment: "room-sensor", equipmentName: (place) => `Room sensor ${place}`,
    key: (place) => `zigbee2mqtt/${1 + (place % 4)}F-room-${String(place).padStart(2, "0")}`, spread: false,
    parts: [
      part("/temperature", "temperature", "sensor", "°C", "zone-air-temp", 21.4, 95, [said("°C"), "name has “temperature”", "its device described it"]),
      part("/humidity", "humidity", "sensor", "%", "zone-air-rh", 41.2, 95, [said("%"), "name has “humidity”", "its device described it"]),
      part("/pressure", "pressure", "sensor", "hPa", "outdoor-pressure", 1013, 60, [said("hPa"), "name has “pressure”"]),
      part("/battery", "battery", "sensor", "%", "battery-level", 87, 90, [said("%"), "name has “battery”"], 60 * MINUTE),
      part("/linkquality", "link quality", "sensor", null, "diagnostic", 142, 75, ["name has “link quality”"]),
    ],
  },
  {
    convention: "sparkplug-b", connection: "Campus", name: null, model: "Trane CH530", equipment: "ahu", equipmentName: (place) => `AHU-${place}`,
    key: (place) => `spBv1.0/Quay/DDATA/edge-1/AHU${place}`, spread: false,
    parts: [
      part("/SAT", "supply air temperature", "sensor", "°C", "discharge-air-temp", 18.1, 95, [said("°C"), "name has “SAT”"], 5 * SECOND),
      writable(part("/SAT_SP", "supply air temperature setpoint", "setpoint", "°C", "discharge-air-temp-sp", 18, 90, [said("°C"), "“SP” tells a setpoint", "name has “SAT”"])),
      part("/RAT", "return air temperature", "sensor", "°C", "return-air-temp", 22.6, 95, [said("°C"), "name has “RAT”"], 5 * SECOND),
      part("/SF_SPD", "supply fan speed", "sensor", "%", "discharge-fan-speed", 63, 90, [said("%"), "name has “SF”", "name has “SPD”"], 5 * SECOND),
      writable(part("/SF_CMD", "supply fan command", "command", null, "discharge-fan-cmd", true, 75, ["“CMD” tells a command", "states only, no numbers"])),
      part("/DP1", "dp 1", "sensor", "Pa", "filter-pressure", 268, 50, [said("Pa"), "name has “DP”"], 5 * SECOND),
      part("/X_17", "X 17", "sensor", null, null, 1.204, 20, ["no part of its name is known"]),
    ],
  },
  {
    convention: "ha-discovery", connection: "Quay House", name: "Heat pump", model: "Daikin EBLA09", equipment: "heat-pump", equipmentName: (place) => `Heat pump ${place}`,
    key: (place) => `homeassistant/heatpump_${place}`, spread: true,
    parts: [
      part("flow_temperature", "flow temperature", "sensor", "°C", "hot-water-supply-temp", 38.5, 95, ["device class is temperature", said("°C"), "name has “flow”"]),
      part("return_temperature", "return temperature", "sensor", "°C", "hot-water-return-temp", 33.1, 95, ["device class is temperature", said("°C")]),
      part("power", "power", "sensor", "W", "elec-power", 1_840, 90, ["device class is power", said("W")], 10 * SECOND),
      part("energy", "energy", "sensor", "kWh", "elec-energy", 8_214.6, 90, ["device class is energy", said("kWh")]),
      writable(part("target", "target temperature", "setpoint", "°C", "zone-air-temp-sp", 21, 75, ["its device takes commands for it", said("°C")])),
    ],
  },
  {
    convention: "tasmota", connection: "Campus", name: "Plug", model: "Nous A1T", equipment: "elec-meter", equipmentName: (place) => `Plug ${place}`,
    key: (place) => `tele/plug-${place}`, spread: false,
    parts: [
      part("/ENERGY/Power", "power", "sensor", "W", "elec-power", 184, 90, ["unit W", "name has “power”"], 10 * SECOND),
      part("/ENERGY/Voltage", "voltage", "sensor", "V", "elec-voltage", 231, 90, ["unit V", "name has “voltage”"], 10 * SECOND),
      part("/ENERGY/Total", "energy total", "sensor", "kWh", "elec-energy", 96.41, 90, ["unit kWh", "name has “total”"]),
      writable(part("/POWER", "relay", "command", null, "switch-cmd", "ON", 75, ["states only, no numbers", "its device takes commands for it"])),
    ],
  },
  {
    convention: "homie", connection: "Campus", name: "Boiler controller", model: "Homie 4", equipment: "boiler", equipmentName: (place) => `Boiler ${place}`,
    key: (place) => `homie/boiler-${place}`, spread: true,
    parts: [
      part("water/flow", "flow temperature", "sensor", "°C", "hot-water-supply-temp", 71.5, 90, [said("°C"), "name has “flow”"], 15 * SECOND),
      part("water/return", "return temperature", "sensor", "°C", "hot-water-return-temp", 58.2, 90, [said("°C"), "name has “return”"], 15 * SECOND),
      part("burner/state", "burner", "status", null, "burner-status", "on", 60, ["states only, no numbers", "name has “burner”"]),
      part("burner/mode", "mode", "status", null, null, 3, 30, ["“mode” tells a status"]),
    ],
  },
  {
    convention: "plain", connection: "Campus", name: null, model: null, equipment: "vav", equipmentName: (place) => `VAV-${place}`,
    key: (place) => `harbour/quay/${1 + (place % 4)}/vav-${place}`, spread: true,
    parts: [
      part("temp", "temperature", "sensor", "°C", "zone-air-temp", 22.8, 75, ["name has “temp”", "°C follows from the name"], 10 * SECOND),
      part("flow", "airflow", "sensor", "l/s", "discharge-airflow", 112, 60, ["name has “flow”"], 5 * SECOND),
      part("damper", "damper", "sensor", "%", "damper-position", 42, 75, ["name has “damper”", "% follows from the name"], 5 * SECOND),
      part("sp", "setpoint", "setpoint", "°C", "zone-air-temp-sp", 22, 50, ["“sp” tells a setpoint"], 5 * MINUTE),
      part("v3", "v 3", "sensor", null, null, 0.37, 10, ["no part of its name is known"]),
    ],
  },
];

const HARD = [
  "<b>East</b> <img src=x onerror=\"document.title='owned'\">", "حساس درجة الحرارة ‮ 3", "Kühlraum 🧊 Nord — Fühler Ø", "=HYPERLINK(\"http://example.test\")",
  "A very long name that somebody wrote into a device and that goes on and on past every edge of every column there is",
];

/** So many found points. */
export function makeFound(many: number, now: number): FoundPoint[] {
  const points: FoundPoint[] = [];
  for (let at = 0; points.length < many; at += 1) {
    const model = MODELS[at % MODELS.length];
    if (model !== undefined) points.push(...deviceOf(model, 1 + Math.floor(at / MODELS.length), at, now));
  }
  return points.slice(0, many);
}

function deviceOf(model: Model, place: number, at: number, now: number): FoundPoint[] {
  const key = model.key(place);
  const hard = at % 11 === 7 ? HARD[Math.floor(at / 11) % HARD.length] : undefined;
  const owner = hard ?? model.equipmentName(place);
  const level = 1 + (place % 4);
  const floor = model.equipment === "elec-meter" ? null : /^(boiler|ahu|heat-pump)$/.test(model.equipment) ? "Plant room" : `Floor ${level}`;
  const space = /^(room-sensor|vav)$/.test(model.equipment) ? `${level}.${String(1 + (place % 9)).padStart(2, "0")}` : null;
  const silent = at % 9 === 4;
  return model.parts.map((one, number) => {
    const age = silent ? 26 * MINUTE + at * SECOND : 2 * SECOND + ((at * 7 + number * 3) % 40) * SECOND;
    const missing = at % 13 === 5 && number === 3;
    const proposal: Proposal = {
      name: `${owner} ${one.name}`, device: key, kind: one.kind, unit: one.unit, role: one.role,
      equipment: { name: owner, kind: model.equipment }, floor, space, confidence: one.confidence,
      because: [...one.because, ...(floor === null ? [] : [`“${key.split("/").at(-1) ?? key}” tells where it is`])],
    };
    const spoken = now - age;
    const [topic, path] = model.spread ? [`${key}/${one.path}`, ""] : [key, one.path];
    return {
      view: {
        point: `f${at.toString(36).padStart(4, "0")}${number.toString(36)}`, name: topic + path, place: "", kind: one.kind, building: null, floor: null, zone: null, space: null, equipment: null,
        value: missing ? null : one.value, unit: one.unit, quality: missing ? null : silent ? "stale" : at % 17 === 3 && number === 0 ? "uncertain" : "good",
        age_ms: missing ? null : age, source_time: missing ? null : new Date(spoken).toISOString(), source_time_ms: missing ? null : spoken,
        receive_time: missing ? null : new Date(spoken + 120).toISOString(), interval_ms: missing ? null : one.interval, accepted: false,
        source: { connection: model.connection, topic, path },
      },
      about: {
        convention: model.convention,
        device: { key, name: hard ?? (model.name === null ? null : `${model.name} ${place}`), model: model.model, online: model.convention === "plain" ? null : !silent },
        writable: one.writable ?? false,
        conflict: at % 19 === 6 && number === 0 ? `The connection "Laboratory" has a point of the same device and path, "${owner} ${one.name}": one of the two may be a copy.` : null,
        proposal,
      },
    };
  });
}
