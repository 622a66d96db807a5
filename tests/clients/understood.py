"""Lets real clients publish to a real broker and tells how much of it Plantroom's collector understood.

Each client is a program of its own beside this file, made with a library that others wrote. It says on its standard output
what it has published, a line of JSON for each of its steps, and waits for a line on its standard input before the next one;
when it ends its devices are gone. Everything listens on loopback only. Fails where one value is missing, wrong, without its
unit or kind, or not stale once its device is gone.

Usage: understood.py PLANTROOMCTL PACKAGES, where PACKAGES holds a folder `python-NAME` for each Python library and `node`.
"""

import dataclasses
import json
import os
import pathlib
import queue
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
WAIT_SECONDS = 10
LOOK_AGAIN_SECONDS = 0.2
KEY = ("device", "path")


@dataclasses.dataclass(frozen=True)
class Client:
    """A library and the program made with it."""

    library: str
    program: str

    @property
    def is_python(self):
        return self.program.endswith(".py")

    def version(self, packages):
        if not self.is_python:
            package = packages / "node" / "node_modules" / self.library / "package.json"
            return json.loads(package.read_text())["version"]
        pins = (HERE / "packages" / f"{self.library}.txt").read_text().splitlines()
        return next(pin.split("==")[1] for pin in pins if pin.startswith(f"{self.library}=="))

    def command(self, packages, port):
        program = str(HERE / self.program)
        if self.is_python:
            return [sys.executable, program, str(port)]
        return ["node", program, str(port), str(packages / "node" / "package.json")]

    def environment(self, packages):
        return {**os.environ, "PYTHONPATH": str(packages / f"python-{self.library}"), "PYTHONDONTWRITEBYTECODE": "1"}


CLIENTS = (
    Client("pysparkplug", "sparkplug.py"),
    Client("sparkplug-client", "sparkplug.mjs"),
    Client("ha-mqtt-discoverable", "home_assistant.py"),
    Client("Homie4", "homie_four.py"),
    Client("homie-device", "homie_three.mjs"),
)


class Console:
    """The console's command line on one data folder."""

    def __init__(self, program, folder):
        self.base = [program, "--data-dir", str(folder)]

    def ask(self, *words):
        done = subprocess.run([*self.base, "--json", *words], stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout)

    def collect(self, log):
        return subprocess.Popen([*self.base, "collect"], stdout=log, stderr=log)

    def points(self):
        """The found points by device and path, with what they would be accepted as."""
        found = self.ask("points", "inbox")
        return {(one["device"]["key"], one["path"]): one | one["proposal"] for one in found}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(what, holds):
    """Waits until something holds; says whether it does."""
    end = time.monotonic() + WAIT_SECONDS
    while not (held := holds()) and time.monotonic() < end:
        time.sleep(LOOK_AGAIN_SECONDS)
    if not held:
        print(f"    after {WAIT_SECONDS} s still not: {what}")
    return held


def start_broker(folder, log):
    port = free_port()
    settings = folder / "mosquitto.conf"
    settings.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n")
    broker = subprocess.Popen(["mosquitto", "-c", str(settings)], stdout=log, stderr=log)

    def answers():
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    if not until("the broker answers", answers):
        raise SystemExit("The broker did not start.")
    return broker, port


def wrong(said, points):
    """What is not understood of the values that were published, in words."""
    for value in said:
        point = points.get((value["device"], value["path"]))
        name = f"{value['device']} {value['path']}"
        if point is None:
            yield f"{name}: not found"
            continue
        for field in sorted(value.keys() - set(KEY)):
            if point[field] != value[field] or isinstance(point[field], bool) != isinstance(value[field], bool):
                yield f"{name}: {field} {point[field]!r} instead of {value[field]!r}"
        if point["quality"] != "good":
            yield f"{name}: quality {point['quality']!r} while its device is there"


def lines_of(stream):
    """The lines of a program, which may never come, in a queue that can be waited for; none at its end."""
    lines = queue.Queue()

    def read():
        for line in stream:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    return lines


def hear(client, console, packages, port):
    """Lets a client speak; prints what was understood and says whether that was all."""
    command = client.command(packages, port)
    environment = client.environment(packages)
    speaking = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    lines = lines_of(speaking.stdout)
    published, faults, keys = 0, [], set()
    try:
        while (line := lines.get(timeout=WAIT_SECONDS)) is not None:
            said = json.loads(line)
            until("all of it understood", lambda: not list(wrong(said, console.points())))
            faults += wrong(said, console.points())
            published += len(said)
            keys |= {(value["device"], value["path"]) for value in said}
            speaking.stdin.write("\n")
            speaking.stdin.flush()
        if speaking.wait(WAIT_SECONDS) != 0:
            faults.append(f"the client's program ended with {speaking.returncode}")
    finally:
        speaking.kill()
        speaking.wait()

    def fresh():
        points = console.points()
        return [key for key in keys if points.get(key, {}).get("quality") != "stale"]

    until("everything stale", lambda: not fresh())
    faults += [f"{device} {path}: not stale after its device was gone" for device, path in sorted(fresh())]
    conventions = {point["convention"] for key, point in console.points().items() if key in keys}
    understood = published - len({fault.split(": ")[0] for fault in faults})
    print(f"{client.library:22} {client.version(packages):8} {'/'.join(sorted(conventions)):14} {published:9} {understood:10} {len(faults):6}")
    for fault in faults:
        print(f"    {fault}")
    return bool(keys) and not faults


def main(program, packages):
    with tempfile.TemporaryDirectory() as home, open(pathlib.Path(home) / "log", "w+b") as log:
        folder = pathlib.Path(home)
        broker, port = start_broker(folder, log)
        console = Console(program, folder / "data")
        console.ask("init")
        console.ask("broker", "add", "real", f"mqtt://127.0.0.1:{port}")
        collector = console.collect(log)
        try:
            live = until("live", lambda: [one["state"] for one in console.ask("broker", "list")] == ["live"])
            print(f"{'library':22} {'version':8} {'read as':14} {'published':>9} {'understood':>10} {'faults':>6}")
            heard = live and [hear(client, console, packages, port) for client in CLIENTS]
            refused = console.ask("health")["connections"][0]
            print(f"messages refused: {refused['messages']['refused']}; values refused: {refused['values']['refused']}")
        finally:
            for process in (collector, broker):
                process.terminate()
                process.wait()
        if not heard or not all(heard):
            log.seek(0)
            sys.stderr.buffer.write(log.read())
            raise SystemExit("Not everything was understood.")


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
