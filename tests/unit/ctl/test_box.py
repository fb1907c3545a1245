"""What a person reads after each word, and what the shell gets."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.core.errors import Fault, Invalid
from appliance.ctl import __main__ as ctl
from appliance.ctl import box_lines
from appliance.ctl.speech import speak
from appliance.wire.answers import CallsNow, Cards, Update, Why
from appliance.wire.client import Client
from appliance.wire.errors import NotAllowed
from appliance.wire.views import GateCheck, LogLine, Slot, SlotView, UpdatePhase
from tests.fakes.office import Office, call, e1_card, issue
from tests.fakes.supervisor import FakeSupervisor, running


@pytest.fixture
def box(tmp_path: Path) -> Iterator[FakeSupervisor]:
    with running(tmp_path / "sock", Office()) as fake:
        yield fake


def _lines(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def _lineman(box: FakeSupervisor, *arguments: str) -> int:
    return ctl.main(["--socket", str(box.path), *arguments])


@pytest.fixture(autouse=True)
def _logged_in(monkeypatch: pytest.MonkeyPatch, box: FakeSupervisor) -> None:
    """The made-up supervisor knows sessions only, so the console's questions carry one."""
    token = box.set_up()
    ask, follow = Client.ask, Client.follow
    monkeypatch.setattr(
        Client, "ask", lambda self, question, descriptor=None: ask(self, question, token)
    )
    monkeypatch.setattr(
        Client,
        "follow",
        lambda self, question, descriptor=None: follow(self, question, token, descriptor),
    )


def test_status_is_the_box_at_a_glance(
    box: FakeSupervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    box.office.calls = CallsNow((call(),))
    assert _lineman(box, "status") == 0
    shown = _lines(capsys)
    for words_ in ("lineman-1a2b: running", "Card 1: Digium TDM800P", "FXS", "Calls up: 1",
                   "No open issue."):  # fmt: skip
        assert words_ in shown


def test_json_is_for_programs(box: FakeSupervisor, capsys: pytest.CaptureFixture[str]) -> None:
    assert _lineman(box, "status", "--json") == 0
    found = json.loads(_lines(capsys))
    assert found["status"]["version"] == "0.1.0"
    assert {"cards", "callsnow", "update"} <= found.keys()


def test_the_log_tells_when_who_and_what(
    box: FakeSupervisor, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the box's clock, the newest last; no more lines are asked for than are wanted."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    box.office.log = (
        LogLine(1_795_848_457.2, 6, "asterisk.service", "Asterisk Ready."),
        LogLine(1_795_848_458.0, 3, "lineman.service", "cards: «1»\nlost"),
    )
    assert _lineman(box, "log") == 0
    assert _lines(capsys) == (
        "11-28 06:47:37 asterisk.service: Asterisk Ready.\n"
        "11-28 06:47:38 lineman.service: cards: «1»\nlost\n"
    )
    assert _lineman(box, "log", "--lines", "1", "--json") == 0
    (line,) = json.loads(_lines(capsys))["log"]["lines"]
    assert (line["priority"], line["unit"]) == (3, "lineman.service")
    assert _lineman(box, "log", "--lines", "many") == ctl.WRONG_USE
    assert "--lines" in capsys.readouterr().err


def test_an_update_tells_a_program_an_object_a_line(
    box: FakeSupervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _lineman(box, "update", "http://example.test/bundle", "--json") == 0
    told = [json.loads(line) for line in _lines(capsys).splitlines()]
    assert {"receiving", "checking"} <= {each["update"]["phase"] for each in told}


def test_past_calls_are_a_table(box: FakeSupervisor, capsys: pytest.CaptureFixture[str]) -> None:
    assert _lineman(box, "calls", "--past", "3") == 0
    assert _lines(capsys).count("->") == 3


def test_an_update_from_an_address_tells_its_steps(
    box: FakeSupervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _lineman(box, "update", "http://example.test/bundle") == 0
    shown = _lines(capsys)
    assert shown.index("receiving") < shown.index("writing to the other slot 40 %")


def test_an_update_from_a_file_sends_its_descriptor(box: FakeSupervisor, tmp_path: Path) -> None:
    (tmp_path / "bundle").write_bytes(b"hsqs and more")
    assert _lineman(box, "update", str(tmp_path / "bundle")) == 0
    assert [size for size, _ in box.uploads] == [len(b"hsqs and more")]


def test_a_refused_update_says_why(
    box: FakeSupervisor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bundle").write_bytes(b"nothing of the kind")
    assert _lineman(box, "update", str(tmp_path / "bundle")) == ctl.FAILED
    assert "refused. It was not signed" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said(
    box: FakeSupervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _lineman(box, "update", "/nowhere") == ctl.FAILED
    assert "/nowhere: No such file" in capsys.readouterr().err


def test_a_supervisor_that_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ctl.main(["--socket", str(tmp_path / "none"), "status"]) == ctl.NOBODY
    assert "Calls go on" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (NotAllowed(Why.RIGHTS), ctl.NOT_ALLOWED, "Only root"),
        (NotAllowed(Why.NOT_UNDERSTOOD), ctl.NOT_ALLOWED, "another version"),
        (Invalid("name", "is too long"), ctl.WRONG_USE, "name: is too long"),
        (Fault("It broke.", "Mend it."), ctl.FAILED, "It broke. Mend it."),
    ],
)
def test_every_refusal_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    code: int,
    said: str,
) -> None:
    async def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(Client, "ask", refuse)
    assert ctl.main(["status"]) == code
    assert said in capsys.readouterr().err


def test_an_update_always_restarts_since_later_settings_would_be_lost(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ctl.main(["update", "bundle", "--no-restart"]) == ctl.WRONG_USE
    assert "unrecognized arguments: --no-restart" in capsys.readouterr().err


def test_a_word_nobody_knows_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert ctl.main(["dance"]) == ctl.WRONG_USE
    assert "lineman help" in capsys.readouterr().err


def test_an_issue_is_told_with_its_remedy() -> None:
    assert list(box_lines.issue_lines((issue(),))) == [
        "ERROR: Line 2 is down: LOS.",
        "  Check the cable, then ask the carrier.",
    ]


def test_an_e1_shows_its_channels_and_alarms() -> None:
    assert "channel 9-39" in "\n".join(box_lines.card_lines(Cards((e1_card(),))))


def test_the_cards_are_told_with_how_exact_their_clock_is() -> None:
    told = [*box_lines.card_lines(Cards((e1_card(),), 99.976))]
    assert told[-1] == "Clock of the cards: 99.98 % exact"
    speak("ru")
    try:
        assert "99,98 %" in [*box_lines.card_lines(Cards((e1_card(),), 99.976))][-1]
    finally:
        speak("en")
    for unknown in (Cards((e1_card(),)), Cards((), 99.98)):
        assert "Clock" not in "\n".join(box_lines.card_lines(unknown))


def test_how_an_update_ended_is_told_with_its_checks() -> None:
    update = Update(
        UpdatePhase.WENT_BACK,
        100,
        "2.0",
        (SlotView(Slot.A, "1.0", running=True, good=True),),
        (GateCheck("call", passed=False, text="The test call is not answered."),),
        "Version 2.0 was tried and taken back to 1.0.",
    )
    shown = "\n".join(box_lines.update_lines(update))
    assert "taken back" in shown
    assert "call: failed. The test call is not answered." in shown
    assert "slot A: 1.0 running" in shown


def test_without_a_certificate_the_remedy_is_told(
    box: FakeSupervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _lineman(box, "certificate") == ctl.FAILED
    assert "Switch it off and on." in capsys.readouterr().err
