"""Whether a call's row agrees with its events, and its recordings with the talk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from appliance.core.calls import ON_DEMAND, Call, Deed, Direction, Leg, Part
from appliance.core.cel import CelRow
from appliance.core.config import Config
from appliance.core.people import Person
from appliance.core.rights import rights_of
from appliance.core.story import story
from appliance.core.trunks import Recording

SHORT = 2.0  # seconds of a talk that may be missing in its recording
SILENT = -70.0  # dBFS; a line's own noise is louder
_JUDGED = 2.0  # seconds; a shorter talk may have no sound in it


class Wrong(StrEnum):
    """What can be wrong with a call's row or its recordings."""

    DIFFERS = "record-differs"
    NOT_RECORDED = "recording-not-made"
    MISSING = "recording-missing"
    SHORT = "recording-short"
    SILENT = "recording-silent"


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording as it was found: seconds, and the level in dBFS of its louder side."""

    seconds: float
    level: float


def told_anew(call: Call, rows: Sequence[CelRow]) -> Call | None:
    """What the events say now, with the people and lines that the row has; None for no call."""
    boot = call.key.rpartition("/")[0]
    told = story(rows, boot, call.end if call.cut else None)
    if told is None:
        return None
    known = {leg.unique: leg for leg in call.legs}
    legs = tuple(_as_known(leg, known.get(leg.unique)) for leg in told.legs)
    return replace(
        told,
        legs=legs,
        caller=legs[0].number,
        caller_name=legs[0].name,
        direction=call.direction,
    )


def _as_known(leg: Leg, known: Leg | None) -> Leg:
    if known is None:
        return leg
    return replace(leg, number=known.number, name=known.name, person=known.person, line=known.line)


def faults(
    call: Call,
    rows: Sequence[CelRow],
    sounds: Mapping[str, Sound | None],
    config: Config | None,
) -> Iterator[Wrong]:
    """All that is wrong; `sounds` are the call's recordings, None for one that is not there,
    without those that somebody had removed: what is left of them is not judged by the talk.

    `config` is the one that held then, None where it is not known.
    """
    if rows and told_anew(call, rows) != call:
        yield Wrong.DIFFERS
    yield from _recordings(call, rows, sounds)
    if config is not None and not ruled(call) and due(call, config):
        yield Wrong.NOT_RECORDED


def _recordings(
    call: Call, rows: Sequence[CelRow], sounds: Mapping[str, Sound | None]
) -> Iterator[Wrong]:
    there = [sound for sound in sounds.values() if sound is not None]
    expected = _expected(call, rows)
    if expected < _JUDGED:
        return
    by_rule = [sound for name, sound in sounds.items() if sound and ON_DEMAND not in name]
    removed = not sounds.keys() >= set(call.recordings)
    if len(there) < len(sounds):
        yield Wrong.MISSING
    elif not removed and ruled(call) and sum(sound.seconds for sound in by_rule) < expected - SHORT:
        yield Wrong.SHORT
    if there and not removed and all(sound.level < SILENT for sound in there):
        yield Wrong.SILENT


def ruled(call: Call) -> list[str]:
    """Recordings that a rule had made; how long another one is was up to somebody."""
    return [name for name in call.recordings if ON_DEMAND not in name]


def _expected(call: Call, rows: Sequence[CelRow]) -> float:
    """How long was talked after the first recording was begun, by the rule if there is one."""
    begun = [
        row.time
        for row in rows
        if row.event == "APP_START"
        and row.app == "MixMonitor"
        and (ON_DEMAND not in row.app_data or not ruled(call))
    ]
    before = max(0.0, min(begun) - call.answer) if begun and call.answer else 0.0
    return max(0.0, call.talk_seconds - before)


def due(call: Call, config: Config) -> bool:
    """Whether the rule says that the call is recorded; only plain calls of two are judged."""
    happened = any(each.deed is not Deed.RECORDED for each in call.happened)
    plain = len(call.legs) == 2 and not happened and call.legs[1].part is Part.CALLED
    if not plain or not call.answered_by:
        return False
    people = {str(person.key): person for person in config.people}
    inside = [leg for leg in call.legs if not leg.line and leg is not _outside(call)]
    rules = [_rule(config, people.get(leg.person)) for leg in inside]
    if call.direction is Direction.INTERNAL:
        return Recording.ALL in rules
    return any(rule is not Recording.NONE for rule in rules)


def _outside(call: Call) -> Leg | None:
    """The leg that is not ours; None of a call within the office."""
    if call.direction is Direction.INBOUND:
        return call.legs[0]
    return call.legs[1] if call.direction is Direction.OUTBOUND else None


def _rule(config: Config, person: Person | None) -> Recording:
    own = rights_of(config, person).recording
    return config.recording if own is None else own
