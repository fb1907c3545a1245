"""Asterisk is killed with calls up: nothing of them is lost but the last moment."""

import signal
import time
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.compiler.compile import compile_config
from appliance.core.calls import Call, HungUpBy, Result
from appliance.core.commands import SetRecording, edit
from appliance.core.trunks import Recording
from drivers.virtual.dsp.goertzel import share
from tests.integration.asterisk.office import Office
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.machines.offices import after, sip

_PAIRS = 10
_LOST = 2.0  # seconds of a recording that may be missing before the cut
_TONES = (450, 1000)  # what callers say, and what those they call say


@pytest.fixture
def office(root: Path, tmp_path: Path) -> Iterator[Office]:
    """Twenty telephones, every call recorded."""
    staff = [sip(str(number), "Somebody") for number in range(301, 301 + 2 * _PAIRS)]
    config = edit(after(*staff), SetRecording(Recording.ALL))
    asterisk = RealAsterisk(root, tmp_path, compile_config(config))
    with asterisk:
        office = Office(asterisk, config, tmp_path)
        yield office
        office.close()


def _talk(office: Office) -> None:
    for number in range(301, 301 + _PAIRS):
        one, two = office.phones(str(number), str(number + _PAIRS))
        one.dial(two.account)
        two.ringing()
        two.answer()
        one.answered()
        one.sound.say(_TONES[0])
        two.sound.say(_TONES[1])


def _plays(office: Office, call: Call, cut: float) -> None:
    """Both sides are heard in the last half second there is, which is within 2 s of the cut."""
    (name,) = call.recordings
    sound = array("h", (office.asterisk.folder / name.removeprefix("/")).read_bytes())
    sides = sound[0::2], sound[1::2]
    missing = cut - call.answer - len(sides[0]) / 8000
    assert missing < _LOST, (name, missing)
    for side, tone in zip(sides, _TONES, strict=True):
        assert share(side[-4000:], tone) > 0.9, (name, tone)


@pytest.mark.quiet
def test_killed_with_calls_up(office: Office) -> None:
    _talk(office)
    three = office.another("301")
    three.dial("302")  # the eleventh rings only: nobody answers at 302's telephone
    wait_for(lambda: f"{_PAIRS + 1} active calls" in _count(office), 10)
    time.sleep(4)
    cut = time.time()
    office.asterisk.kill(signal.SIGKILL)
    assert office.take() == [], "before the next start nobody knows that they are over"
    seconds = office.asterisk.start()
    calls = office.take()
    assert len(calls) == _PAIRS + 1
    for call in calls:
        assert (call.cut, call.result, call.hung_up_by) == (True, Result.CUT, HungUpBy.NOBODY)
        assert cut - 1 < call.end < cut + seconds + 1
    talked = [call for call in calls if call.answer]
    assert len(talked) == _PAIRS
    for call in talked:
        _plays(office, call, cut)
    assert office.take() == [], "once is enough"
    office.asterisk.console("module reload cel_custom.so")
    starts = office.asterisk.spool.read_text().count("SPOOL_START")
    assert starts == 2, "each process names itself, a reload does not"


def _count(office: Office) -> str:
    return office.asterisk.console("core show channels count")
