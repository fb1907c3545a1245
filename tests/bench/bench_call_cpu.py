"""What a call costs Asterisk: through rights, hours and the decision to record, to a bare Dial."""

from __future__ import annotations

import os
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import chain, repeat
from pathlib import Path
from socket import socket

from appliance.compiler.compile import compile_config
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.keys import Key
from appliance.core.numbers import AreaCode
from appliance.core.roles import RecordingDiffers, Rights
from appliance.core.schedules import DAY, WeekRange
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import NumberFormat, Outbound, Recording, SipTrunk, TrunkGroup
from tests.bench.apply_rig import Still
from tests.bench.measured import Measured, above
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.integration.asterisk.trial.called import Board, Called
from tests.machines.offices import after, sip
from tests.machines.parts import person, role, schedule

LIMITS = {"ratio": 1.25}
_CALLS = 100  # of one round
_PAIRS = 9
_LINE = SipTrunk(Token("line"), "127.0.0.2", 5070)
_PHONE = sip("301", "Somebody")
_WORLD = "79161234567"
_OURS, _BARE = f"8{_WORLD[1:]}", f"7{_WORLD}"
_ONE_LINE = """[from-internal-custom]
exten => _7X.,1,Dial(PJSIP/+${EXTEN:1}@line,90)
"""


def _office() -> Config:
    """Who calls may do so in hours that are open now, for an hour; others are recorded."""
    open_hours = schedule("hours", "Hours", WeekRange((1, 2, 3, 4, 5, 6, 7), 0, DAY), code=1)
    rights = Rights(hours=Key("hours"), out_of_hours=(Direction.CITY,), longest_minutes=60)
    config = after(
        open_hours,
        role("clerk", "Clerk", rights),
        _PHONE,
        sip("302", "Recorded"),
        person("301", "Somebody", role="clerk"),
        person("302", "Recorded", RecordingDiffers(Recording.ALL), role="clerk"),
        Put(TrunkGroup(1, DisplayName("Line"), (_LINE,), sends=NumberFormat.PLUS)),
    )
    return replace(config, area=AreaCode("495"), outbound=Outbound((1,)))


def measure(seed: int) -> Measured:
    """Milliseconds of processor time a call; the ratio is the median of pairs in turn."""
    del seed
    with _rig() as rig:
        for dialled in (_OURS, _BARE):  # what is paid once is paid before
            rig.round(dialled)
        pairs = [(rig.round(_OURS), rig.round(_BARE)) for _ in range(_PAIRS)]
        complaints = rig.asterisk.complaints()
    ratios = [ours / bare for ours, bare in pairs]
    figures = {
        "ratio": statistics.median(ratios),
        "ratio_spread": max(ratios) - min(ratios),
        "ours_ms": statistics.median(ours for ours, _ in pairs),
        "bare_ms": statistics.median(bare for _, bare in pairs),
    }
    return Measured(_PAIRS, (*complaints[:3], *above(figures, LIMITS)), figures)


@dataclass
class _Rig:
    asterisk: RealAsterisk
    phone: Phone
    far: Called

    def round(self, dialled: str) -> float:
        """Processor time of a call, in milliseconds."""
        self.far.rung.clear()
        before = self.asterisk.cpu_seconds()
        for _ in range(_CALLS):
            self.phone.dial(dialled)
            self.phone.answered()
            self.phone.hang_up()
        self._quiet()
        assert {rung.number for rung in self.far.rung} == {f"+{_WORLD}"}
        assert len(self.far.rung) == _CALLS
        return (self.asterisk.cpu_seconds() - before) / _CALLS * 1000

    def _quiet(self) -> None:
        """Every call has ended and is written down."""
        wait_for(
            lambda: "0 active channels" in self.asterisk.console("core show channels count"), 15
        )


@contextmanager
def _rig() -> Iterator[_Rig]:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        root = Path(os.environ["LINEMAN_ASTERISK_ROOT"])
        asterisk = RealAsterisk(root, Path(folder) / "asterisk", compile_config(_office()))
        asterisk.custom("extensions_custom.conf", _ONE_LINE)
        with (
            asterisk,
            closing(Phone(asterisk.socket, "301", _PHONE.secret.text)) as phone,
            closing(Called(_at(asterisk), "line", "")) as far,
        ):
            for each in (phone, far):
                each.sound.close()
                each.sound = Still(asterisk.socket())
            phone.register()
            yield from _served(_Rig(asterisk, phone, far))


def _served(rig: _Rig) -> Iterator[_Rig]:
    """The far end answers by itself."""
    board = Board((rig.far,))
    board.start()
    try:
        rig.asterisk.console("pjsip qualify line")
        wait_for(lambda: "Avail" in rig.asterisk.console("pjsip show contacts"), 15)
        yield rig
    finally:
        board.stop()


def _at(asterisk: RealAsterisk) -> Callable[[], socket]:
    ports = chain((_LINE.port,), repeat(0))
    return lambda: asterisk.socket(_LINE.host, next(ports))
