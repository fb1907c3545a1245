"""What a control client may ask of each far end, and how its words become calls."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from drivers.virtual.cards.control import Answer, Refused
from drivers.virtual.cards.far_end import sounds
from drivers.virtual.cards.far_end.e1 import Cable, E1FarEnd
from drivers.virtual.cards.far_end.exchange import Exchange
from drivers.virtual.cards.far_end.telephone import Telephone
from drivers.virtual.dsp import fsk
from drivers.virtual.dsp.level import RATE, sine

Request = Mapping[str, object]
_STANDARDS = {standard.name: standard for standard in (fsk.BELL_202, fsk.V_23)}


def text(request: Request, name: str, default: str = "") -> str:
    value = request.get(name, default)
    if not isinstance(value, str):
        raise Refused(f"{name} is a text")
    return value


def number(request: Request, name: str, default: float) -> float:
    value = request.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(f"{name} is a number")
    return value


def _play(far: Telephone | Exchange, request: Request) -> Answer:
    """A file of raw samples, or a tone of `frequency` Hz for `seconds` of line time."""
    path = text(request, "file")
    if path:
        far.mouth.play(sounds.from_file(Path(path)))
        return {}
    frequency = number(request, "frequency", 1004)
    count = round(number(request, "seconds", 1) * RATE)
    far.mouth.play(sine((frequency,), number(request, "dbm0", sounds.TONE_DBM0), count))
    return {}


def _judge(far: Telephone | Exchange, request: Request) -> Answer:
    count = round(number(request, "seconds", 0.5) * RATE)
    return dict(far.tape.judge(number(request, "frequency", 1004), count))


def _rewind(far: Telephone | Exchange, _request: Request) -> Answer:
    far.tape.rewind()
    return {}


def _save(far: Telephone | Exchange, request: Request) -> Answer:
    return {"samples": far.tape.save(Path(text(request, "file")))}


def _hush(far: Telephone | Exchange, _request: Request) -> Answer:
    far.mouth.hush()
    return {}


def _ring(far: Exchange, request: Request) -> Answer:
    standard = text(request, "standard", fsk.V_23.name)
    if standard not in _STANDARDS:
        raise Refused(f"standard is one of {', '.join(_STANDARDS)}")
    far.ring(text(request, "number"), text(request, "name"), _STANDARDS[standard])
    return {}


def _battery(far: Exchange, request: Request) -> Answer:
    far.battery = request.get("on") is True
    return {}


def _polarity(far: Exchange, request: Request) -> Answer:
    far.reversed_polarity = request.get("reversed") is True
    return {}


def _plain(act: Callable[[Any], None]) -> Callable[[Any, Request], Answer]:
    def obey(far: Any, _request: Request) -> Answer:  # noqa: ANN401 one wrapper for both kinds
        act(far)
        return {}

    return obey


def _dialled(act: Callable[[Telephone, str], None]) -> Callable[[Telephone, Request], Answer]:
    def obey(far: Telephone, request: Request) -> Answer:
        digits = text(request, "digits")
        if not digits or set(digits) - set("0123456789*#ABCD"):
            raise Refused("digits are what a telephone's keys say")
        act(far, digits)
        return {}

    return obey


def _telephone_state(far: Telephone, _request: Request) -> Answer:
    return {"off_hook": far.lifted, "feed": far.feed.value, "reversed": far.reversed_polarity}


def _exchange_state(far: Exchange, _request: Request) -> Answer:
    return {"stage": far.stage.value, "battery": far.battery, "milliamperes": far.milliamperes()}


def _cable(far: E1FarEnd, request: Request) -> Answer:
    plugged = text(request, "into")
    if plugged not in {cable.value for cable in Cable}:
        raise Refused(f"into is one of {', '.join(cable.value for cable in Cable)}")
    far.cable = Cable(plugged)
    return {}


def _fault(far: E1FarEnd, request: Request) -> Answer:
    """Exactly these faults from now on; none clears the line."""
    wanted = text(request, "faults").split()
    if set(wanted) - {"los", "ais", "rai"}:
        raise Refused("faults are los, ais and rai, with spaces between")
    far.no_signal, far.all_ones = "los" in wanted, "ais" in wanted
    far.remote_alarm = "rai" in wanted
    return {}


def _e1_state(far: E1FarEnd, _request: Request) -> Answer:
    return {"los": far.no_signal, "ais": far.all_ones, "rai": far.remote_alarm}


_SOUND: dict[str, Callable[[Any, Request], Answer]] = {
    "play": _play,
    "judge": _judge,
    "rewind": _rewind,
    "save": _save,
    "hush": _hush,
}
TELEPHONE: dict[str, Callable[[Any, Request], Answer]] = _SOUND | {
    "lift": _plain(Telephone.lift),
    "hang_up": _plain(Telephone.hang_up),
    "flash": _plain(Telephone.flash),
    "press": _dialled(Telephone.press),
    "turn": _dialled(Telephone.turn),
    "state": _telephone_state,
}
EXCHANGE: dict[str, Callable[[Any, Request], Answer]] = _SOUND | {
    "ring": _ring,
    "stop_ringing": _plain(Exchange.stop_ringing),
    "connect": _plain(Exchange.connect),
    "ring_back": _plain(Exchange.ring_back),
    "hang_up": _plain(Exchange.hang_up),
    "battery": _battery,
    "polarity": _polarity,
    "state": _exchange_state,
}
E1: dict[str, Callable[[Any, Request], Answer]] = {
    "cable": _cable,
    "fault": _fault,
    "state": _e1_state,
}
REQUESTS = {Telephone.kind: TELEPHONE, Exchange.kind: EXCHANGE, E1FarEnd.kind: E1}
