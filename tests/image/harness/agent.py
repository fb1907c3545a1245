"""Runs inside the guest: JSON lines over a virtio-serial port, or over the unix socket named.

It comes in as a credential of the virtual machine, so it may use the standard library only.
"""

from __future__ import annotations

import base64
import json
import os
import pwd
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

Message = dict[str, Any]
_writing = threading.Lock()
_running: dict[int, subprocess.Popen[bytes]] = {}


def _send(port: int, message: Message) -> None:
    raw = json.dumps(message).encode() + b"\n"
    with _writing:
        while raw:
            raw = raw[os.write(port, raw) :]


def _as_user(name: str | None) -> dict[str, Any]:
    if name is None:
        return {}
    entry = pwd.getpwnam(name)
    groups = os.getgrouplist(name, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": groups}


def _run(message: Message) -> Message:
    program = subprocess.Popen(
        message["argv"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, **message.get("env", {})}, cwd=message.get("cwd", "/"),
        start_new_session=True, **_as_user(message.get("user")),
    )  # fmt: skip
    _running[message["id"]] = program
    late = False
    try:
        given = base64.b64decode(message.get("stdin", ""))
        out, err = program.communicate(given, timeout=message.get("seconds"))
    except subprocess.TimeoutExpired:
        late = True
        os.killpg(program.pid, signal.SIGKILL)
        out, err = program.communicate()
    finally:
        _running.pop(message["id"], None)
    return {
        "code": program.returncode, "late": late,
        "out": base64.b64encode(out).decode(), "err": base64.b64encode(err).decode(),
    }  # fmt: skip


def _write(message: Message) -> Message:
    path = Path(message["write"])
    path.write_bytes(base64.b64decode(message["content"]))
    path.chmod(message["mode"])
    return {}


def _line(message: Message) -> Message:
    """One line to a unix socket and one line back, as the far ends' remote control speaks."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(message["socket"])
        connection.sendall(message["line"].encode() + b"\n")
        with connection.makefile("rb") as lines:
            return {"line": lines.readline().decode()}


def _signal(message: Message) -> Message:
    program = _running.get(message["signal"])
    if program is not None:
        os.killpg(program.pid, message["number"])
    return {}


def _read(message: Message) -> Message:
    return {"content": base64.b64encode(Path(message["read"]).read_bytes()).decode()}


# The word by which a request is known, and what it asks for.
REQUESTS = {"argv": _run, "read": _read, "write": _write, "socket": _line, "signal": _signal}


def answer(message: Message) -> Message:
    """Do what `message` asks and say how it went."""
    try:
        for word, obey in REQUESTS.items():
            if word in message:
                return obey(message)
    except (OSError, KeyError, ValueError) as fault:
        return {"error": f"{type(fault).__name__}: {fault}"}
    return {"error": f"no such request: {sorted(message)}"}


def _serve(port: int, message: Message) -> None:
    _send(port, {"id": message["id"], **answer(message)})


def port_path() -> Path:
    """The node of our port, found without udev: on a slow machine its queue is long."""
    while True:
        for name in Path("/sys/class/virtio-ports").glob("*/name"):
            if name.read_text().strip() == "lineman.agent":
                return Path("/dev") / name.parent.name
        time.sleep(0.2)


def opened() -> int:
    """The channel to the tests."""
    if not sys.argv[1:]:
        return os.open(port_path(), os.O_RDWR)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(sys.argv[1])
        listening.listen()
        return listening.accept()[0].detach()


def main() -> None:
    """Answer requests from our port, each in a thread of its own, for ever."""
    port = opened()
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    _send(port, {"hello": boot})
    rest = b""
    while True:
        got = os.read(port, 1 << 16)
        if not got:  # nobody has the other end open just now
            time.sleep(0.2)
            continue
        *lines, rest = (rest + got).split(b"\n")
        for line in lines:
            threading.Thread(target=_serve, args=(port, json.loads(line)), daemon=True).start()


if __name__ == "__main__":
    main()
