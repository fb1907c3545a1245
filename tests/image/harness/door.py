"""The door into the unmodified image: units handed to systemd as credentials."""

from __future__ import annotations

from pathlib import Path

_UNIT = """\
[Unit]
Description=Test agent, handed in by the virtual machine
DefaultDependencies=no
After=systemd-journald.socket
Conflicts=shutdown.target
Before=shutdown.target
[Service]
ExecStart=/usr/bin/python3 -IB /run/credentials/@system/lineman.test-agent {socket}
Restart=always
RestartSec=1
"""
_WANTED = "[Unit]\nWants=lineman-test-agent.service\n"


def agent_credentials(socket: str = "") -> dict[str, bytes]:
    """What makes systemd of the guest start our agent early in its boot.

    Without `socket`, a path in the guest, it speaks over the virtual machine's port.
    """
    return {
        "lineman.test-agent": Path(__file__).with_name("agent.py").read_bytes(),
        "systemd.extra-unit.lineman-test-agent.service": _UNIT.format(socket=socket).encode(),
        "systemd.unit-dropin.sysinit.target~test-agent": _WANTED.encode(),
    }


def masked(*units: str) -> dict[str, bytes]:
    """Keep `units` from starting in this boot, as if they were broken beyond repair."""
    never = b"[Unit]\nConditionPathExists=/nowhere/at/all\n"
    return {f"systemd.unit-dropin.{unit}~test-masked": never for unit in units}
