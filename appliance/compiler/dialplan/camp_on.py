"""Camp-on: whoever met somebody busy, or no free line, is rung once that is over, and called on.

Kept by Asterisk alone: AstDB has what is waited for, and a file of the spool looks every few
seconds whether both sides are free. Then a second file rings the telephone that waits; who lifts it
calls the number the way of whatever is dialled, so that it asks for the same rights. What AstDB
says holds: a file that speaks of something else than that is done with.
"""

from collections.abc import Iterator

from appliance.compiler.dialplan import desks, line_limits
from appliance.compiler.dialplan.call_files import written_file
from appliance.compiler.dialplan.codes import ANSWER, FROM_INTERNAL, MINE, journal, own, says
from appliance.compiler.dialplan.outside import slug
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled
from appliance.compiler.dialplan.terms import Spoken
from appliance.core.calls import CAMP_ON_LOOK
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.feature_codes import Feature
from appliance.core.live_state import JOURNAL, Family, Where, journal_text, read
from appliance.core.roles import EVERY_DIRECTION
from appliance.core.trunks import SipTrunk, TrunkGroup

_FAMILY = Family.CAMP_ON
_LOOK, _CALL, _LINES, _LINE = CAMP_ON_LOOK, "camp-on-call", "camp-on-lines", "camp-on-line"
_BETWEEN = 5  # seconds between two looks
_LONGEST = 1800  # seconds after which nobody waits any more
_RINGS = 30  # seconds that the telephone rings which waits
_FREE = "NOT_INUSE"
_YES = "YES"
_NUMBER = "${FILTER(0-9*#,${NUMBER})}"
_WAITS = dialled()  # whose telephone waits, where files are tried
_WANTED = "${CAMP}+${SINCE}"  # as AstDB keeps it
_ANYTHING = "-"  # of `-1-2-`, the groups that somebody may take
_PERSON = "person"  # waited for, and not a line


def on(_: Config, code: str) -> Iterator[Exten]:
    """For whom the telephone called last, or for a line to there."""
    state = f"${{EXTENSION_STATE({_NUMBER}@ext-local)}}"
    ring = Step("Goto", f"{FROM_INTERNAL},{_NUMBER},1", "call", Note("is free", (_NUMBER,)))
    steps = (
        own(code),
        Step("Set", f"NUMBER={read(Family.LAST_DIALLED, MINE)}"),
        Step("GotoIf", f'$["{_NUMBER}"="" | "{_NUMBER}"="{MINE}"]?nothing'),
        Step("GotoIf", f"${{DIALPLAN_EXISTS(ext-local,{_NUMBER},1)}}?person"),
        Step("Set", f"LINE={read(Family.NO_LINE, MINE)}"),
        Step("GotoIf", f'$["${{SHIFT(LINE,+)}}"!="{_NUMBER}"]?nothing'),
        Step("Set", "WAYS=${SHIFT(LINE,+)}"),
        Step("Set", "HELD=${SHIFT(LINE,+)}"),
        Step("Set", "RESERVED=${LINE}"),
        Step("Goto", "wait", note=Note("waits for a line", (_NUMBER,))),
        Step("Set", f"STATE={state}", "person"),
        Step("GotoIf", f'$["${{STATE}}"="{_FREE}"]?call'),
        Step("GotoIf", '$["${STATE}"="UNKNOWN"]?nothing'),  # no telephone, so no lamp
        Step("Set", f"WAYS={_PERSON}", note=Note("waits for", (_NUMBER,))),
        *_begun(),
        *ANSWER,
        Step("Playback", "activated"),
        Step("SayDigits", _NUMBER),
        Step("Hangup"),
        ring,
        *says("pbx-invalid", label="nothing"),
    )
    yield Exten(code, steps)


def off(_: Config, code: str) -> Iterator[Exten]:
    clear = Step("Set", f"DB_DELETE({_FAMILY}/{MINE})=", note=Note("clears", (_FAMILY,)))
    yield Exten(code, (own(code), clear, journal(_FAMILY, MINE), *says("cancelled")))


def _begun() -> tuple[Step, ...]:
    """The telephone that waits is the one where the code was dialled."""
    analogue = '"${CHANNEL(name):0:5}"="DAHDI"'
    device = f"${{IF($[{analogue}]?${{CHANNEL(name):0:-2}}:${{CHANNEL(name):0:-9}})}}"
    held = ("HELD", "RESERVED", "WAYS")
    lines = (
        f"Channel: Local/{MINE}@{_LOOK}/n",
        f"MaxRetries: {_LONGEST // _BETWEEN}",
        f"RetryTime: {_BETWEEN}",
        "WaitTime: 10",
        "Application: Hangup",
        *(f"Setvar: __{name}=${{{name}}}" for name in ("CAMP", "SINCE", "BELL", *held)),
    )
    return (
        Step("Set", f"CAMP={_NUMBER}", "wait"),
        Step("Set", "SINCE=${EPOCH}"),
        Step("Set", f"BELL={device}"),
        Step("Set", f"DB({_FAMILY}/{MINE})={_WANTED}"),
        journal(_FAMILY, MINE, _WANTED),
        written_file(f"camp-on-{MINE}-${{SINCE}}", lines),
    )


def no_line(config: Config, ways: str, told: Spoken) -> Iterator[Step]:
    """Where a call found no line: what is waited for if that is wished, and how it may be had."""
    if not config.code(Feature.CAMP_ON_ON):
        return
    groups = f'${{IF($["${{GROUPS}}"=""]?{_ANYTHING}:${{GROUPS}})}}' if told.groups else _ANYTHING
    reserve = '${IF($["${TAKES_RESERVE}"=""]?NO:YES)}' if told.priority else "NO"
    number = f'${{IF($["${{PICK}}"=""]?:#${{PICK}})}}{dialled()}'
    mine = f'"{MINE}"!="" & "${{ACTOR}}"="{MINE}" & "${{FORWARDED}}"=""'
    entry = f"DB({Family.NO_LINE}/{MINE})={number}+{ways}+{groups}+{reserve}"
    yield Step("ExecIf", f"$[{mine}]?Set({entry})")


def by_direction(direction: Direction) -> str:
    """The ways of `no_line` for a direction's own groups of lines."""
    return slug(direction)


PICKED = "pick-${PICK}"
"""Those for the group that was chosen by hand."""


def contexts(
    config: Config, groups: tuple[TrunkGroup, ...], told: Spoken, in_line: str, in_use: str
) -> tuple[Context, ...]:
    """What is done when the files are tried.

    `in_line` and `in_use` are the categories of GROUP() that count calls of SIP lines and groups.
    """
    if not config.code(Feature.CAMP_ON_ON):
        return ()
    calls = (
        Step("Set", f"CALLERID(num)={MINE}"),
        Step("Set", "CALLERID(name)="),
        Step("Goto", f"{FROM_INTERNAL},{dialled()},1"),
    )
    return (
        Context(_LOOK, (Exten("_X!", _look()),)),
        Context(_CALL, (Exten("_[0-9*#]!", calls),)),
        Context(_LINES, tuple(_ways(config, groups))),
        Context(
            _LINE,
            tuple(
                Exten(str(each.number), tuple(_free_line(config, each, told, in_line, in_use)))
                for each in groups
            ),
        ),
    )


def _look() -> tuple[Step, ...]:
    """The extension is who waits. Of several who wait for one person one is rung at a time.

    Q.850 44: not now, so that the file is tried again.
    """
    offered = read(Family.CAMPED, "${CAMP}")
    line = f'"${{WAYS}}"="{_PERSON}"'
    busy = f'"${{EXTENSION_STATE(${{CAMP}}@ext-local)}}"!="{_FREE}"'
    bell = (
        "Channel: ${BELL}",
        "CallerID: ${CAMP} <${CAMP}>",
        f"WaitTime: {_RINGS}",
        f"Context: {_CALL}",
        "Extension: ${CAMP}",
        "Priority: 1",
        f"Setvar: ME={_WAITS}",
        f"Setvar: {desks.DESK}={_WAITS}",  # whoever is at his telephone by then
    )
    return (
        Step("GotoIf", f'$["{read(_FAMILY, _WAITS)}"!="{_WANTED}"]?done'),
        Step("GotoIf", f"$[${{EPOCH}}>${{SINCE}}+{_LONGEST}]?late"),
        Step("GotoIf", f'$["${{DEVICE_STATE(${{BELL}})}}"!="{_FREE}"]?wait'),
        Step("GotoIf", f"$[{line}]?person"),
        Step("Gosub", f"{_LINES},${{WAYS}},1(${{HELD}},${{RESERVED}})"),
        Step("GotoIf", f'$["${{GOSUB_RETVAL}}"="{_YES}"]?ring:wait'),
        Step("GotoIf", f"$[{busy} | ${{EPOCH}}-0{offered}<{_RINGS + _BETWEEN}]?wait", "person"),
        Step("Set", f"DB({Family.CAMPED}/${{CAMP}})=${{EPOCH}}"),
        written_file(f"camp-on-{_WAITS}-${{SINCE}}-bell", bell, "ring"),
        *_forgotten("late"),
        Step("Answer", label="done"),
        Step("Hangup"),
        Step("Hangup", "44", "wait"),
    )


def _forgotten(label: str) -> tuple[Step, ...]:
    said = journal_text(_FAMILY, _WAITS, "", Where.BOX, "")
    return (
        Step("Set", f"DB_DELETE({_FAMILY}/{_WAITS})=", label),
        Step("Set", f"DB({JOURNAL}/${{EPOCH}}-${{UNIQUEID}})={said}"),
    )


def _ways(config: Config, groups: tuple[TrunkGroup, ...]) -> Iterator[Exten]:
    """ARG1 and ARG2 are the groups that may be taken, and whether lines in reserve may."""
    known = [group.number for group in groups]
    for direction in EVERY_DIRECTION:
        tried = [number for number in config.outbound.groups_for(direction) if number in known]
        steps = (*line_limits.direction(config, direction), *_any_of(tried))
        yield Exten(by_direction(direction), steps)
    for number in known:
        yield Exten(f"pick-{number}", tuple(_any_of([number])))


def _any_of(numbers: list[int]) -> Iterator[Step]:
    for number in numbers:
        yield Step("Gosub", f"{_LINE},{number},1(${{ARG1}},${{ARG2}})")
        yield Step("GotoIf", f'$["${{GOSUB_RETVAL}}"="{_YES}"]?free')
    yield Step("Return")
    if numbers:
        yield Step("Return", _YES, "free")


def _free_line(
    config: Config, group: TrunkGroup, told: Spoken, in_line: str, in_use: str
) -> Iterator[Step]:
    """By the conditions under which a call takes a line of the group."""
    if told.groups:
        other = f'"${{ARG1}}"!="{_ANYTHING}" & !("${{ARG1}}" =~ "-{group.number}-")'
        yield Step("GotoIf", f"$[{other}]?full")
    if group.reserve:
        most = config.channels(group) - group.reserve
        count = f"${{GROUP_COUNT({group.number}@{in_use})}}"
        yield Step("GotoIf", f'$["${{ARG2}}"!="{_YES}" & {count}>={most}]?full')
    if group.limited:
        yield Step("Gosub", f"{line_limits.CONTEXT},{group.number},1")
        yield Step("GotoIf", '$["${GOSUB_RETVAL}"!=""]?full')
    sip = [line for line in group.lines if isinstance(line, SipTrunk)]
    for line in sip:
        room = f"${{GROUP_COUNT({line.name}@{in_line})}}<{line.channels}"
        there = f'"${{DEVICE_STATE(PJSIP/{line.name})}}"!="UNAVAILABLE"'
        yield Step("GotoIf", f"$[{room} & {there}]?free")
    if not sip:
        yield Step("ChanIsAvail", f"DAHDI/G{group.number}")
        yield Step("GotoIf", '$["${AVAILCHAN}"!=""]?free')
    yield Step("Return", label="full")
    yield Step("Return", _YES, "free")
