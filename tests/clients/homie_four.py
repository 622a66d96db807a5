"""A Homie 4 device with two nodes, made with `Homie4`."""

import sys

from homie.device_base import Device_Base
from homie.node.node_base import Node_Base
from homie.node.property.property_boolean import Property_Boolean
from homie.node.property.property_enum import Property_Enum
from homie.node.property.property_float import Property_Float
from homie.node.property.property_integer import Property_Integer
from homie.node.property.property_setpoint import Property_Setpoint

import told


def ignored(value):
    """Nobody commands these."""


settings = {"MQTT_BROKER": "127.0.0.1", "MQTT_PORT": int(sys.argv[1])}
device = Device_Base("boiler-house", "Boiler house", {}, settings, extensions=[])
boiler = Node_Base(device, "boiler", "Boiler", "boiler")
meter = Node_Base(device, "meter", "Meter", "meter")
flow = Property_Float(boiler, "flow-temperature", "Flow temperature", settable=False, unit="°C", value=61.5)
wanted = Property_Setpoint(boiler, "flow-setpoint", "Flow temperature setpoint", data_format="30:80", unit="°C", value=60.0, set_value=ignored)
burner = Property_Boolean(boiler, "burner", "Burner status", settable=False, value=True)
mode = Property_Enum(boiler, "mode", "Mode", settable=False, data_format="off,summer,winter", value="winter")
power = Property_Float(meter, "power", "Power", settable=False, unit="W", value=1250.5)
count = Property_Integer(meter, "starts", "Starts", settable=False, unit="#", value=17)
for node, properties in ((boiler, (flow, wanted, burner, mode)), (meter, (power, count))):
    for one in properties:
        node.add_property(one)
    device.add_node(node)
device.start()
told.published(
    told.value("boiler-house", "/boiler/flow-temperature", 61.5, "°C"),
    told.value("boiler-house", "/boiler/flow-setpoint", 60, "°C", "setpoint"),
    told.value("boiler-house", "/boiler/burner", True, kind="status"),
    told.value("boiler-house", "/boiler/mode", "winter", kind="status"),
    told.value("boiler-house", "/meter/power", 1250.5, "W"),
    told.value("boiler-house", "/meter/starts", 17),
)

flow.value = 62.25
burner.value = False
mode.value = "summer"
power.value = 0.0
told.published(
    told.value("boiler-house", "/boiler/flow-temperature", 62.25, "°C"),
    told.value("boiler-house", "/boiler/burner", False, kind="status"),
    told.value("boiler-house", "/boiler/mode", "summer", kind="status"),
    told.value("boiler-house", "/meter/power", 0, "W"),
)

# The program ends without a word to the broker, which tells the device's will.
