"""What a recorded call costs Asterisk: with all that the product does, to a bare MixMonitor."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from appliance.compiler.compile import compile_config
from appliance.core.commands import SetRecording, edit
from appliance.core.trunks import Recording
from tests.bench.measured import Measured, above
from tests.integration.asterisk.murmur import Chorus, chorus
from tests.integration.asterisk.office import Office, unwatched
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.machines.offices import after, sip

LIMITS = {"ratio": 1.10}
_CALLS = 10  # at once
_SECONDS = 10  # of talk
_ROUNDS = 9
_FIRST = 301
_CONFIG = edit(
    after(*(sip(str(number), "Somebody") for number in range(_FIRST, _FIRST + 2 * _CALLS))),
    SetRecording(Recording.ALL),
)
# 16 bits at 8 kHz of one side, or of two.
_ONE_SIDE, _TWO_SIDES = 16_000, 32_000


class _Kind(StrEnum):
    """Which digits come before the number that is called."""

    OURS = ""
    BARE = "7"
    STEREO = "6"  # the same file as ours


_LINES = f"""[from-internal-custom]
exten => _{_Kind.BARE}XXX,1,MixMonitor(/srv/recordings/bare/${{UNIQUEID}}.wav)
same => n,Dial(PJSIP/${{EXTEN:1}},90)
exten => _{_Kind.STEREO}XXX,1,MixMonitor(/srv/recordings/bare/${{UNIQUEID}}.raw,Db)
same => n,Dial(PJSIP/${{EXTEN:1}},90)
"""


def measure(seed: int) -> Measured:
    """Milliseconds of processor time a call; ratios are medians of rounds in turn."""
    del seed
    with _rig() as rig:
        for kind in _Kind:  # what is paid once is paid before
            rig.round(kind)
        rounds = [{kind: rig.round(kind) for kind in _Kind} for _ in range(_ROUNDS)]
        complaints = rig.office.asterisk.complaints()
    ratios = [each[_Kind.OURS] / each[_Kind.BARE] for each in rounds]
    figures = {
        "ratio": statistics.median(ratios),
        "ratio_spread": max(ratios) - min(ratios),
        "ratio_stereo": statistics.median(each[_Kind.OURS] / each[_Kind.STEREO] for each in rounds),
        **{
            f"{kind.name.lower()}_ms": statistics.median(each[kind] for each in rounds)
            for kind in _Kind
        },
    }
    return Measured(_ROUNDS, (*complaints[:3], *above(figures, LIMITS)), figures)


@dataclass
class _Rig:
    office: Office
    voices: Chorus

    def round(self, kind: _Kind) -> float:
        """Processor time of a call that is recorded for `_SECONDS`, in milliseconds."""
        before = self.office.asterisk.cpu_seconds()
        pairs = [
            self.office.phones(str(number), str(number + _CALLS))
            for number in range(_FIRST, _FIRST + _CALLS)
        ]
        for one, two in pairs:
            one.dial(f"{kind}{two.account}")
            two.ringing()
            two.answer()
            one.answered()
        time.sleep(_SECONDS)
        for one, two in pairs:
            one.hang_up()
            two.hung_up()
        wait_for(lambda: "0 active channels" in self._count(), 15)
        took = (self.office.asterisk.cpu_seconds() - before) / _CALLS * 1000
        self._recorded(_ONE_SIDE if kind is _Kind.BARE else _TWO_SIDES)
        return took

    def _count(self) -> str:
        return self.office.asterisk.console("core show channels count")

    def _recorded(self, rate: int) -> None:
        """Every call was, whole, and with something to be heard."""
        kept = self.office.asterisk.folder / "srv/recordings"
        found = [path for path in kept.rglob("*") if path.is_file()]
        assert len(found) == _CALLS, found
        for path in found:
            assert path.stat().st_size > (_SECONDS - 1) * rate, path
            assert any(path.read_bytes()[rate:]), path
            path.unlink()


@contextmanager
def _rig() -> Iterator[_Rig]:
    with tempfile.TemporaryDirectory(prefix="lm-recording-", dir="/tmp") as folder:
        root = Path(os.environ["LINEMAN_ASTERISK_ROOT"])
        files = unwatched(compile_config(_CONFIG))
        asterisk = RealAsterisk(root, Path(folder) / "asterisk", files)
        asterisk.custom("extensions_custom.conf", _LINES)
        with (
            asterisk,
            chorus() as voices,
            closing(Office(asterisk, _CONFIG, Path(folder))) as office,
        ):
            for number in range(_FIRST, _FIRST + 2 * _CALLS):
                voices.voice(office.phone(str(number)), asterisk.socket)
            yield _Rig(office, voices)
