"""A Sparkplug B edge node with two devices, made with `pysparkplug`, which tells no units: a temperature's is taken for granted."""

import os
import sys

import pysparkplug as spark

import told


def metric(name, kind, value):
    return spark.Metric(timestamp=spark.get_current_timestamp(), name=name, datatype=kind, value=value)


FLOAT, DOUBLE, INT32, UINT64, BOOLEAN, STRING = (
    spark.DataType.FLOAT,
    spark.DataType.DOUBLE,
    spark.DataType.INT32,
    spark.DataType.UINT64,
    spark.DataType.BOOLEAN,
    spark.DataType.STRING,
)
node = spark.EdgeNode("Tower", "Gateway", [metric("Uptime", UINT64, 86400), metric("Load", FLOAT, 12.5)])
node.register(
    spark.Device(
        "AHU1",
        [
            metric("Supply/Temperature", DOUBLE, 17.25),
            metric("Supply/Pressure", INT32, -35),
            metric("Fan/Running", BOOLEAN, True),
            metric("Mode", STRING, "Auto"),
        ],
    )
)
node.register(spark.Device("Meter", [metric("Energy", UINT64, 9007199254740991), metric("Level", FLOAT, 42.5)]))
node.connect("127.0.0.1", port=int(sys.argv[1]))
told.published(
    told.value("Tower/Gateway", "/Uptime", 86400),
    told.value("Tower/Gateway", "/Load", 12.5),
    told.value("Tower/Gateway/AHU1", "/Supply/Temperature", 17.25, "°C"),
    told.value("Tower/Gateway/AHU1", "/Supply/Pressure", -35),
    told.value("Tower/Gateway/AHU1", "/Fan/Running", True, kind="status"),
    told.value("Tower/Gateway/AHU1", "/Mode", "Auto", kind="status"),
    told.value("Tower/Gateway/Meter", "/Energy", 9007199254740991),
    told.value("Tower/Gateway/Meter", "/Level", 42.5),
)

node.update([metric("Load", FLOAT, 0.5)])
node.update_device("AHU1", [metric("Supply/Temperature", DOUBLE, 17.5), metric("Fan/Running", BOOLEAN, False), metric("Mode", STRING, "Off")])
node.update_device("Meter", [metric("Level", FLOAT, -1.5)])
told.published(
    told.value("Tower/Gateway", "/Load", 0.5),
    told.value("Tower/Gateway/AHU1", "/Supply/Temperature", 17.5, "°C"),
    told.value("Tower/Gateway/AHU1", "/Fan/Running", False, kind="status"),
    told.value("Tower/Gateway/AHU1", "/Mode", "Off", kind="status"),
    told.value("Tower/Gateway/Meter", "/Level", -1.5),
)

# Without a farewell, so that the broker tells the will: the library's own farewell (0.6.1) bears the session number of the
# next session, and the specification wants such a death to be passed over.
os._exit(0)
