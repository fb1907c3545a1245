"""A program in the place of a unit's own, with every confinement that the unit has."""

from __future__ import annotations

import re

from tests.image.harness import Inside

_UNIT, _PROGRAM = "lineman-hostile.service", "/run/lineman-hostile.py"
# What makes it the unit that it is, and not what holds it in.
_ITS_OWN = r"(?m)^(Exec\w+|Type|NotifyAccess|Restart\w*|\w*Directory(Mode)?|\w+Sec|WantedBy)=.*\n"


def ran_inside(box: Inside, unit: str, program: str) -> bool:
    """Whether Python code ended well in the place of `unit`'s own."""
    text = re.sub(_ITS_OWN, "", box.read(f"/usr/lib/systemd/system/{unit}").decode())
    instead = (
        f"[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/usr/bin/python3 -I {_PROGRAM}\n"
    )
    box.write(f"/run/systemd/system/{_UNIT}", text.replace("[Service]\n", instead))
    box.write(_PROGRAM, program)
    try:
        box.run(["systemctl", "daemon-reload"])
        box.run(["systemctl", "start", _UNIT], check=False, seconds=120)
        shown = ["systemctl", "show", "--property=ExecMainCode,ExecMainStatus", _UNIT]
        code, status = re.findall(r"=(\d+)", box.run(shown).out)
        # Code 1 is an exit of its own; statuses from 200 on are systemd's, which did not start it.
        assert code == "1", f"{unit} was never in its place: {box.run(shown).out}"
        assert int(status) < 200, f"{unit} was never in its place: {status}"
        return str(status) == "0"
    finally:
        box.run(["rm", "-f", _PROGRAM, f"/run/systemd/system/{_UNIT}"])
        box.run(["systemctl", "stop", _UNIT], check=False)
        box.run(["systemctl", "reset-failed", _UNIT], check=False)
        box.run(["systemctl", "daemon-reload"])


INTERNET = """
import socket
with socket.socket(socket.AF_INET) as line:
    line.connect(("127.0.0.1", 5038))
"""
LINE_CARD = "open('/dev/dahdi/ctl', 'rb').close()"
SUPERVISOR = """
import socket
with socket.socket(socket.AF_UNIX) as line:
    line.connect("/run/lineman/supervisor.sock")
"""
