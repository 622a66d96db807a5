"""Two devices announced with the Home Assistant discovery library `ha-mqtt-discoverable`."""

import sys

import paho.mqtt.client as mqtt
from ha_mqtt_discoverable import DeviceInfo, Settings
from ha_mqtt_discoverable.sensors import (
    BinarySensor,
    BinarySensorInfo,
    Number,
    NumberInfo,
    Sensor,
    SensorInfo,
    Switch,
    SwitchInfo,
)

import told

client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
client.connect("127.0.0.1", int(sys.argv[1]))
client.loop_start()
broker = Settings.MQTT(client=client)
air = DeviceInfo(name="Air handler 1", identifiers="ahu-1", manufacturer="Example", model="AHU 9000", suggested_area="Plant room")
hall = DeviceInfo(name="Hall climate", identifiers=["hall-7"], suggested_area="Hall")


def settings(entity):
    return Settings(mqtt=broker, entity=entity, manual_availability=True)


def ignored(client, _, message):
    """Nobody commands these."""


supply = Sensor(settings(SensorInfo(name="Supply temperature", device=air, unique_id="ahu-1-sat", device_class="temperature", unit_of_measurement="°C", state_class="measurement")))
energy = Sensor(settings(SensorInfo(name="Energy", device=air, unique_id="ahu-1-energy", device_class="energy", unit_of_measurement="kWh", state_class="total_increasing")))
filter_ = BinarySensor(settings(BinarySensorInfo(name="Filter", device=air, unique_id="ahu-1-filter", device_class="problem")))
fan = Switch(settings(SwitchInfo(name="Fan", device=air, unique_id="ahu-1-fan")), ignored)
wanted = Number(settings(NumberInfo(name="Supply temperature setpoint", device=air, unique_id="ahu-1-sat-sp", min=14, max=24, step=0.5, unit_of_measurement="°C")), ignored)
humidity = Sensor(settings(SensorInfo(name="Humidity", device=hall, unique_id="hall-7-rh", device_class="humidity", unit_of_measurement="%")))
co2 = Sensor(settings(SensorInfo(name="CO2", device=hall, unique_id="hall-7-co2", device_class="carbon_dioxide", unit_of_measurement="ppm")))
mode = Sensor(settings(SensorInfo(name="Mode", device=hall, unique_id="hall-7-mode", device_class="enum", options=["comfort", "eco"])))
everything = [supply, energy, filter_, fan, wanted, humidity, co2, mode]

for one in everything:
    one.write_config()
    one.set_availability(True)
supply.set_state(17.5)
energy.set_state(10432.25)
filter_.off()
fan.on()
wanted.set_value(18.0)
humidity.set_state(41)
co2.set_state(615)
mode.set_state("comfort")
told.published(
    told.value("ahu-1", "/ahu-1-sat", 17.5, "°C", space="Plant room"),
    told.value("ahu-1", "/ahu-1-energy", 10432.25, "kWh"),
    told.value("ahu-1", "/ahu-1-filter", False, kind="alarm"),
    told.value("ahu-1", "/ahu-1-fan", True, kind="command"),
    told.value("ahu-1", "/ahu-1-sat-sp", 18.0, "°C", "setpoint"),
    told.value("hall-7", "/hall-7-rh", 41, "%", space="Hall"),
    told.value("hall-7", "/hall-7-co2", 615, "ppm"),
    told.value("hall-7", "/hall-7-mode", "comfort", kind="status"),
)

supply.set_state(17.75)
filter_.on()
fan.off()
wanted.set_value(18.5)
mode.set_state("eco")
told.published(
    told.value("ahu-1", "/ahu-1-sat", 17.75, "°C"),
    told.value("ahu-1", "/ahu-1-filter", True, kind="alarm"),
    told.value("ahu-1", "/ahu-1-fan", False, kind="command"),
    told.value("ahu-1", "/ahu-1-sat-sp", 18.5, "°C", "setpoint"),
    told.value("hall-7", "/hall-7-mode", "eco", kind="status"),
)

last = None
for one in everything:
    one.set_availability(False)
    last = one.mqtt_client.publish(one.availability_topic, "offline", retain=True)
last.wait_for_publish(10)
client.disconnect()
client.loop_stop()
