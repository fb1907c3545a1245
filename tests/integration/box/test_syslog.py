"""The box's log goes to a syslog server besides, by Debian's rsyslog in a unit that may nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from appliance.core.encryption import Transport
from appliance.host.log_sender import UNIT
from appliance.wire.monitoring import GetMonitoring, SetSyslog, TestSyslog
from build.lib.vm.waiting import wait_until
from tests.image.supervisor import Supervisor
from tests.integration.box.contained import Contained

_ADDRESS, _PORT = "192.0.2.1", 5140
_HEARD, _LISTENER = "/run/heard", "listener.service"
_LISTEN = f"""
import socket
with socket.create_server(("{_ADDRESS}", {_PORT})) as server, open("{_HEARD}", "ab", 0) as heard:
    while True:
        line, _ = server.accept()
        while got := line.recv(65536):
            heard.write(got)
"""


@pytest.fixture(scope="module")
def box(box: Contained) -> Iterator[Contained]:
    """With an address that could be another machine's."""
    box.run(["ip", "address", "add", f"{_ADDRESS}/32", "dev", "lo"])
    yield box
    Supervisor(box).ask(SetSyslog(""))
    assert box.run(["systemctl", "is-active", UNIT], check=False).out == "inactive\n"


def _listen(box: Contained) -> None:
    argv = ["systemd-run", f"--unit={_LISTENER}", "--collect", "python3", "-c", _LISTEN]
    box.run(argv)


def _heard(box: Contained, line: str) -> list[str]:
    said = box.run(["cat", _HEARD]).out
    return [each for each in said.splitlines() if each.endswith(line)]


def test_a_line_arrives_and_is_as_the_standard_says(box: Contained) -> None:
    _listen(box)
    Supervisor(box).ask(SetSyslog(_ADDRESS, _PORT, Transport.TCP))
    assert Supervisor(box).ask(GetMonitoring()).syslog.runs
    tried = Supervisor(box).ask(TestSyslog())
    assert tried.error == ""
    wait_until(lambda: _heard(box, tried.line), "the line", seconds=30)
    (line,) = _heard(box, tried.line)
    assert line.startswith("<30>1 ")  # RFC 5424, from a daemon, for information
    shown = box.run(["systemctl", "show", "--property=User,ExecMainStatus", UNIT]).out
    assert "User=lineman-syslog\n" in shown


def test_what_nobody_took_arrives_later_and_once(box: Contained) -> None:
    box.run(["systemctl", "stop", _LISTENER])
    box.run(["systemctl", "restart", UNIT])
    tried = Supervisor(box).ask(TestSyslog())
    assert "nobody answers at port" in tried.error
    box.run(["systemctl", "restart", "lineman.service"])
    _listen(box)
    wait_until(lambda: _heard(box, tried.line), "the line", seconds=90)
    box.run(["systemctl", "restart", UNIT])
    after = "lineman: the last word"
    box.run(["logger", "--", after])
    wait_until(lambda: _heard(box, after), "the last line", seconds=60)
    assert len(_heard(box, tried.line)) == 1
