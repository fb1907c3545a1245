"""The table of functions and kinds of telephone, and what is a proof in it."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.campaign.campaign_functions import Functions
from tests.campaign.functions.table import ANALOGUE, FUNCTIONS, SIP, SUPERVISED, printed

_PROMISED = (
    "hold", "transfer-blind", "transfer-attended", "transfer-blind-by-code",
    "transfer-attended-by-code", "three-way-by-flash", "three-way-by-code", "park", "pick-up-one",
    "pick-up-group", "forward-always", "forward-busy", "forward-no-answer", "follow-me",
    "do-not-disturb", "call-waiting", "last-caller", "redial", "speed-dial", "hide-number",
    "show-number", "camp-on", "directory", "day-night", "intercom", "paging", "echo-test", "clock",
    "my-number", "hot-desk", "record-now", "listen", "whisper", "join", "hunt-group",
    "hunt-group-in-turn", "hunt-group-longest-idle", "hunt-group-memory", "queue",
    "queue-in-order", "queue-wrap-up", "queue-overflow", "queue-log-in", "queue-pause",
    "queue-count", "queue-call-back", "menu", "menu-direct-dial", "menu-time-out", "conference",
    "voicemail", "voicemail-of-group", "fax", "block-caller", "white-list", "dial-in",
    "call-limit", "wake-up", "emergency", "emergency-told", "camp-on-line", "priority-line",
    "queue-weight", "queue-position", "queue-hold-time", "voicemail-by-mail", "voicemail-pin",
    "voicemail-greeting",
)  # fmt: skip


def _of(folder: Path, outcomes: dict[str, str | None]) -> Functions:
    lines = (json.dumps({"case": case, "bad": bad}) for case, bad in outcomes.items())
    (folder / "journal").write_text("".join(f"{line}\n" for line in lines))
    return Functions(folder, ExitStack())


def test_what_fails_in_one_state_is_not_proved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcomes = {
        "hold-sip-alone": None,
        "hold-analogue-running": None,
        "hold-analogue-restarted": "no music",
        "hold-analogue-alone": None,
    }
    figures = _of(tmp_path, outcomes).figures(outcomes)
    assert figures == {"hold_sip": 1.0, "hold_analogue": 0.0}
    line = next(each for each in capsys.readouterr().out.splitlines() if each.startswith("hold"))
    assert line.split() == ["hold", "yes", "NO"]


def test_what_was_not_tried_is_no_proof() -> None:
    lines = printed({}).splitlines()
    assert len(lines) == len(FUNCTIONS) + 1
    assert not [line for line in lines if "yes" in line]


def test_every_function_is_tried_from_both_kinds_in_every_state(tmp_path: Path) -> None:
    cases = _of(tmp_path, {}).cases()
    assert set(_PROMISED) <= set(FUNCTIONS)
    assert len(cases) == len(set(cases))
    for function in FUNCTIONS:
        assert (f"{function}-{ANALOGUE}-alone" in cases) == (function not in SUPERVISED)
        assert f"{function}-{ANALOGUE}-restarted" in cases
    assert f"hold-{SIP}-restarted" in cases
    assert not [case for case in cases if case.startswith(f"three-way-by-flash-{SIP}")]
