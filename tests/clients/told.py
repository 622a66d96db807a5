"""How a client's program tells the one that started it what it has published, and waits for leave to go on."""

import json
import sys


def value(device, path, value, unit=None, kind="sensor", **more):
    """A value as the console is to know it: `path` is a JSON Pointer, `unit` is spelled as Home Assistant does.

    `more` is what it is to propose besides, such as `space`.
    """
    return {"device": device, "path": path, "value": value, "unit": unit, "kind": kind, **more}


def published(*values):
    """Tells of values that were published, and waits until they were looked for."""
    print(json.dumps(values), flush=True)
    sys.stdin.readline()
