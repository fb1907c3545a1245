"""A text is spoken on the box's own systemd, by Debian's RHVoice in a unit that may nothing."""

from __future__ import annotations

from appliance.core import wav
from appliance.core.speech import LONGEST
from appliance.wire.sounds import GetSpeech, SpeakText
from tests.image.supervisor import Supervisor
from tests.integration.box.contained import Contained

_SOCKET = "/run/lineman-speech"
_REACH = f"""
import socket
line = socket.socket(socket.AF_UNIX)
line.connect("{_SOCKET}")
"""
_ASK = (
    _REACH
    + """
import sys
line.sendall(sys.stdin.buffer.read())
line.shutdown(socket.SHUT_WR)
with line.makefile("rb") as answer:
    sys.stdout.buffer.write(answer.read())
"""
)
_PROGRAM = "/run/hostile.py"
_INSTEAD = "/run/systemd/system/lineman-speech@.service.d/instead.conf"
_HOSTILE = """
import os, socket, sys

sys.stdin.read()

def connects(family, place):
    with socket.socket(family) as line:
        line.connect(place)

for name, tried in (
    ("network", lambda: connects(socket.AF_INET, ("127.0.0.1", 5038))),
    ("supervisor", lambda: connects(socket.AF_UNIX, "/run/lineman/supervisor.sock")),
    ("bus", lambda: connects(socket.AF_UNIX, "/run/dbus/system_bus_socket")),
    ("data", lambda: os.listdir("/srv")),
    ("state", lambda: os.listdir("/var/lib/lineman")),
    ("others", lambda: os.readlink("/proc/1/exe")),
):
    try:
        tried()
    except OSError:
        continue
    print(name)
print("whole")
"""


def _asked(box: Contained, question: str, user: str = "lineman") -> bytes:
    argv = ["python3", "-Ic", _ASK]
    return box.run(argv, user=user, stdin=question.encode()).raw


def test_the_supervisor_has_both_languages_spoken(box: Contained) -> None:
    supervisor = Supervisor(box)
    assert supervisor.ask(GetSpeech()).here
    for text in ("Здравствуйте! Вы позвонили в компанию «Ромашка».", "Welcome to our company."):
        kept = supervisor.ask(SpeakText(text))
        assert 1500 < kept.milliseconds < 8000, text
        content = box.read(f"/srv/prompts/kept/{kept.digest}.wav")
        assert content[: wav.HEAD] == wav.head(len(content) - wav.HEAD)


def test_the_longest_text_is_spoken_in_time(box: Contained) -> None:
    text = ("Нажмите один, чтобы узнать, где ваш заказ. " * LONGEST)[:LONGEST]
    assert Supervisor(box).ask(SpeakText(text)).milliseconds > 40_000


def test_markup_is_text(box: Contained) -> None:
    """Read as markup it would be a silence of twenty seconds."""
    said = _asked(box, 'ru\n<speak>Один <break time="20s"/> два</speak>')
    assert 2 < len(said) / 32000 < 18


def test_nobody_else_has_it_speak(box: Contained) -> None:
    assert _asked(box, "ru\nДа")
    for user in ("lineman-web", "asterisk", "lineman-speech"):
        done = box.run(["python3", "-Ic", _REACH], user=user, check=False)
        assert "Permission" in done.err, user


def test_what_takes_the_voice_over_reaches_nothing(box: Contained) -> None:
    box.write(_PROGRAM, _HOSTILE)
    box.run(["mkdir", "-p", _INSTEAD.rpartition("/")[0]])
    instead = f"[Service]\nExecStart=\nExecStart=/usr/bin/python3 -I {_PROGRAM}\n"
    box.write(_INSTEAD, instead)
    try:
        box.run(["systemctl", "daemon-reload"])
        assert _asked(box, "ru\nДа") == b"whole\n"
    finally:
        box.run(["rm", _INSTEAD, _PROGRAM])
        box.run(["systemctl", "daemon-reload"])
