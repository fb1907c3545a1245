"""Codes a telephone dials to the box itself.

Exact extensions stand also for codes that are switched off: chan_dahdi takes `*78`, `*79` and `*0`
from telephones for itself unless the dialplan has just these digits, and `*60` once a last caller
is known (sig_analog.c).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from appliance.compiler.dialplan import (
    agents,
    block_list,
    camp_on,
    conferences,
    desks,
    directory,
    door,
    follow_me,
    hot_desk,
    intercom,
    last_numbers,
    listening,
    mailboxes,
    presented,
    prompt_codes,
    relations,
    rights,
    schedules,
    simulated,
    speed_dial,
    transferred,
    wake_up,
)
from appliance.compiler.dialplan.codes import (
    ANSWER,
    MINE,
    Extens,
    exactly,
    journal,
    may,
    own,
    refuse,
    says,
)
from appliance.compiler.dialplan.forwarding import FROM, REFUSED
from appliance.compiler.dialplan.people_table import look_up
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled
from appliance.core.bans import LIFTING
from appliance.core.config import Config
from appliance.core.feature_codes import DEFAULT_CODES, IN_CALL, Feature
from appliance.core.live_state import DAY, NIGHT, YES, Family, read
from appliance.core.relations import Opening
from appliance.core.roles import Function
from appliance.core.schedules import Schedule

_DRIVERS_OWN = frozenset({"*0", "*60", "*78", "*79"})
_LAMP_ON, _LAMP_OFF = "INUSE", "NOT_INUSE"


def features(config: Config) -> Context:
    """Every code that is on; those of the others, and those of the driver, are refused."""
    extens = [
        exten if feature in _ANYBODYS else _by_who_is_there(config, exten)
        for feature, make in _FEATURES.items()
        if (code := config.code(feature))
        for exten in make(config, code)
    ]
    taken = {exten.pattern for exten in extens}
    usual = (code for feature, code in DEFAULT_CODES.items() if feature not in IN_CALL)
    codes = {code for code in usual if not code.isdecimal()}  # those give way to numbers
    off = sorted((_DRIVERS_OWN | codes) - taken - _begun(config))
    return Context("app-features", (*extens, *(Exten(code, refuse(code)) for code in off)))


_ANYBODYS = frozenset({Feature.ECHO_TEST, Feature.CLOCK, Feature.HOT_DESK_ON, Feature.HOT_DESK_OFF})
"""Codes to which it is all one who is at the telephone, or which change that."""


def _by_who_is_there(config: Config, exten: Exten) -> Exten:
    return replace(exten, steps=(*desks.ask(config), *exten.steps))


def _begun(config: Config) -> set[str]:
    """Codes that digits follow: with the bare code there, a telephone would wait for them."""
    return {config.code(feature) for feature in (*_FORWARDS, *_MORE_FOLLOWS, *_WITH_WHOM)}


_MORE_FOLLOWS = (
    Feature.DAY_NIGHT,
    Feature.WAKE_UP_ON,
    Feature.SPEED_DIAL_SET,
    Feature.FOLLOW_ME_ON,
    Feature.INTERCOM,
    Feature.RECORD_PROMPT,
    Feature.HEAR_PROMPT,
)
_FORWARDS: Mapping[Feature, tuple[Family, str]] = {
    Feature.FORWARD_ALL_ON: (Family.FORWARD_ALL, "call-fwd-unconditional"),
    Feature.FORWARD_BUSY_ON: (Family.FORWARD_BUSY, "call-fwd-on-busy"),
    Feature.FORWARD_NO_ANSWER_ON: (Family.FORWARD_NO_ANSWER, "call-fwd-no-ans"),
}
_FORWARDS_OFF: Mapping[Feature, tuple[Family, str]] = {
    Feature.FORWARD_ALL_OFF: _FORWARDS[Feature.FORWARD_ALL_ON],
    Feature.FORWARD_BUSY_OFF: _FORWARDS[Feature.FORWARD_BUSY_ON],
    Feature.FORWARD_NO_ANSWER_OFF: _FORWARDS[Feature.FORWARD_NO_ANSWER_ON],
}


def _forward_on(family: Family, sound: str) -> Extens:
    """The number follows the code. One's own number would only lead in a circle."""

    def make(_: Config, code: str) -> Iterator[Exten]:
        number = dialled(len(code))
        there = f"${{DIALPLAN_EXISTS({FROM},{number},1)}}"
        told, nowhere = (family, number), Note("no such number")
        yield Exten(
            f"_{code}X.",
            (
                *may(Function.FORWARD, dialled()),
                Step("GotoIf", f'$["{number}"="{MINE}"]?{REFUSED},{dialled()},1'),
                Step("GotoIf", f"$[{there}]?known:{REFUSED},{dialled()},1", note=nowhere),
                Step("Set", f"DB({family}/{MINE})={number}", "known", Note("sets", told)),
                journal(family, MINE, number),
                *ANSWER,
                Step("Playback", f"{sound}&is-set-to"),
                Step("SayDigits", number),
                Step("Hangup"),
            ),
        )

    return make


def _forward_off(family: Family, sound: str) -> Extens:
    def make(_: Config, code: str) -> Iterator[Exten]:
        yield Exten(
            code,
            (
                *may(Function.FORWARD, code),
                Step("Set", f"DB_DELETE({family}/{MINE})=", note=Note("clears", (family,))),
                journal(family, MINE),
                *ANSWER,
                Step("Playback", f"{sound}&de-activated"),
                Step("Hangup"),
            ),
        )

    return make


def _lamp(number: str, state: str) -> Step:
    return Step("Set", f"DEVICE_STATE(Custom:{Family.DO_NOT_DISTURB}{number})={state}")


def _undisturbed(label: str = "") -> tuple[Step, ...]:
    family = Family.DO_NOT_DISTURB
    note = Note("sets", (family, YES))
    return (
        Step("Set", f"DB({family}/{MINE})={YES}", label, note),
        journal(family, MINE, YES),
        _lamp(MINE, _LAMP_ON),
        *ANSWER,
        Step("Playback", "do-not-disturb&activated"),
        Step("Hangup"),
    )


def _disturbed() -> tuple[Step, ...]:
    family = Family.DO_NOT_DISTURB
    return (
        Step("Set", f"DB_DELETE({family}/{MINE})=", note=Note("clears", (family,))),
        journal(family, MINE),
        _lamp(MINE, _LAMP_OFF),
        *ANSWER,
        Step("Playback", "do-not-disturb&de-activated"),
        Step("Hangup"),
    )


def _call_waiting(value: str, sound: str) -> Extens:
    """Whether a tone in a talk tells of a second call: one's own affair, so there is no right."""
    family = Family.CALL_WAITING
    entry = f"{family}/{MINE}"

    def make(_: Config, code: str) -> Iterator[Exten]:
        change = f"DB({entry})={value}" if value else f"DB_DELETE({entry})="
        note = Note("sets", (family, value)) if value else Note("clears", (family,))
        yield Exten(
            code,
            (
                own(code),
                Step("Set", change, note=note),
                journal(family, MINE, value),
                *says("call-waiting", sound),
            ),
        )

    return make


def _conference(config: Config, code: str) -> Iterator[Exten]:
    if any(room.number is not None for room in config.conferences):
        yield from conferences.by_code(code)


def _rest(*steps: Step) -> Extens:
    def make(_: Config, code: str) -> Iterator[Exten]:
        yield Exten(code, (*may(Function.DO_NOT_DISTURB, code), *steps))

    return make


def _rest_toggle(config: Config, code: str) -> Iterator[Exten]:
    """A key with a lamp on another telephone shows the code with that extension's number."""
    resting = f'$["{read(Family.DO_NOT_DISTURB, MINE)}"=""]?on'
    switch = (Step("GotoIf", resting), *_disturbed(), *_undisturbed("on"))
    yield from _rest(*switch)(config, code)
    yield Exten(
        f"_{code}X.",
        (
            Step("GotoIf", f'$["{dialled(len(code))}"!="{MINE}"]?{REFUSED},{dialled()},1'),
            Step("Goto", f"{code},1"),
        ),
    )


def _day_night(config: Config, code: str) -> Iterator[Exten]:
    for schedule in config.schedules:
        if schedule.code is not None:
            yield _switch(schedule, f"{code}{schedule.code}", str(schedule.code))


def day_night_lamps(config: Config) -> Iterator[Exten]:
    """One for each schedule that is switched by a code: lit while it was switched by hand."""
    code = config.code(Feature.DAY_NIGHT)
    for schedule in config.schedules if code else ():
        if schedule.code is not None:
            lamp = f"Custom:{Family.DAY_NIGHT}{schedule.code}"
            yield Exten(f"{code}{schedule.code}", (), hint=lamp)


def _switch(schedule: Schedule, exten: str, key: str) -> Exten:
    """By hand to the other of open and closed, and again back to what the schedule says."""
    entry, lamp = f"{Family.DAY_NIGHT}/{key}", f"Custom:{Family.DAY_NIGHT}{key}"
    about = (schedule.name.text,)
    return Exten(
        exten,
        (
            *may(Function.DAY_NIGHT, exten),
            Step("GotoIf", f'$["{read(Family.DAY_NIGHT, key)}"!=""]?back'),
            *schedules.unless_open(schedule.key, "closed"),
            Step("Set", f"DB({entry})={NIGHT}", note=Note("closed by hand", about)),
            journal(Family.DAY_NIGHT, key, NIGHT),
            Step("Goto", "switched"),
            Step("Set", f"DB({entry})={DAY}", "closed", Note("open by hand", about)),
            journal(Family.DAY_NIGHT, key, DAY),
            Step("Set", f"DEVICE_STATE({lamp})={_LAMP_ON}", "switched"),
            *ANSWER,
            Step("Playback", "activated"),
            Step("Hangup"),
            Step("Set", f"DB_DELETE({entry})=", "back", Note("by the schedule", about)),
            journal(Family.DAY_NIGHT, key),
            Step("Set", f"DEVICE_STATE({lamp})={_LAMP_OFF}"),
            *ANSWER,
            Step("Playback", "de-activated"),
            Step("Hangup"),
        ),
    )


def _other_voicemail(config: Config, code: str) -> Iterator[Exten]:
    """The number of the mailbox may follow: then who has the right to it is asked for no PIN."""
    yield Exten(code, mailboxes.hear_other(config))
    number = dialled(len(code))
    handed = Step("GotoIf", f'$["{MINE}"="" | {transferred.IS}]?{REFUSED},{dialled()},1')
    hear = mailboxes.hear(config, number, rights.may_hear(number))
    yield Exten(f"_{code}X.", (handed, look_up("me", MINE), *hear))


def _listen(opening: Opening) -> Extens:
    """To the talk of whose number follows; it says so in the call's record."""

    def make(_: Config, code: str) -> Iterator[Exten]:
        whom = dialled(len(code))
        asked = relations.ask(opening, whom)
        yield Exten(f"_{code}X.", (*asked, *ANSWER, listening.to(opening, whom)))

    return make


def _pick_up(_: Config, code: str) -> Iterator[Exten]:
    """What rings at the number that follows."""
    whom = dialled(len(code))
    yield Exten(f"_{code}X.", (*relations.ask(Opening.PICK_UP, whom), *listening.taken(whom)))


def _pick_up_group(_: Config, code: str) -> Iterator[Exten]:
    """What rings anywhere that is open to the telephone; its channel knows where."""
    handed = Step("GotoIf", f"$[{transferred.IS}]?{REFUSED},{code},1")
    yield Exten(code, (handed, *listening.taken()))


def _unban(_: Config, code: str) -> Iterator[Exten]:
    """Any telephone of ours: a wrong password shut somebody out, and the page may be far away.

    Whoever bans is told that the lamp changes, whichever way.
    """
    other = f'$["${{DEVICE_STATE({LIFTING})}}"="{_LAMP_ON}"]?{_LAMP_OFF}:{_LAMP_ON}'
    yield Exten(
        code,
        (
            Step("GotoIf", f'$["{MINE}"="" | {transferred.IS}]?{REFUSED},{code},1'),
            Step("Set", f"DEVICE_STATE({LIFTING})=${{IF({other})}}", note=Note("lifts bans")),
            *ANSWER,
            Step("Playback", "de-activated"),
            Step("Hangup"),
        ),
        hint=LIFTING,
    )


_WITH_WHOM: Mapping[Feature, Extens] = {
    Feature.PICK_UP: _pick_up,
    Feature.LISTEN: _listen(Opening.LISTEN),
    Feature.WHISPER: _listen(Opening.WHISPER),
    Feature.JOIN: _listen(Opening.JOIN),
}
_FEATURES: Mapping[Feature, Extens] = {
    Feature.ECHO_TEST: exactly(*ANSWER, Step("Echo")),
    Feature.CLOCK: exactly(*ANSWER, Step("SayUnixTime", ",,R")),
    Feature.MY_NUMBER: exactly(*ANSWER, Step("SayDigits", "${CALLERID(num)}")),
    Feature.MY_VOICEMAIL: exactly(*mailboxes.hear_own(MINE)),
    Feature.OTHER_VOICEMAIL: _other_voicemail,
    **{feature: _forward_on(*which) for feature, which in _FORWARDS.items()},
    **{feature: _forward_off(*which) for feature, which in _FORWARDS_OFF.items()},
    Feature.DO_NOT_DISTURB_ON: _rest(*_undisturbed()),
    Feature.DO_NOT_DISTURB_OFF: _rest(*_disturbed()),
    Feature.DO_NOT_DISTURB_TOGGLE: _rest_toggle,
    Feature.DAY_NIGHT: _day_night,
    Feature.PICK_UP_GROUP: _pick_up_group,
    Feature.LAST_CALLER: last_numbers.call_back,
    Feature.REDIAL: last_numbers.redial,
    Feature.HIDE_NUMBER: presented.hide,
    Feature.SHOW_NUMBER: presented.show,
    Feature.UNBAN: _unban,
    Feature.CALL_WAITING_ON: _call_waiting(YES, "activated"),
    Feature.CALL_WAITING_OFF: _call_waiting("", "de-activated"),
    Feature.CONFERENCE: _conference,
    Feature.WAKE_UP_ON: wake_up.on,
    Feature.WAKE_UP_OFF: wake_up.off,
    Feature.FOLLOW_ME_ON: follow_me.on,
    Feature.FOLLOW_ME_OFF: follow_me.off,
    Feature.INTERCOM_ALLOW: intercom.allow,
    Feature.INTERCOM_DENY: intercom.deny,
    Feature.INTERCOM: intercom.call,
    Feature.DIRECTORY: directory.code,
    Feature.CAMP_ON_ON: camp_on.on,
    Feature.CAMP_ON_OFF: camp_on.off,
    Feature.LET_IN: door.let_in,
    Feature.HOT_DESK_ON: hot_desk.log_in,
    Feature.HOT_DESK_OFF: hot_desk.log_out,
    Feature.QUEUE_LOG_IN: agents.log_in,
    Feature.QUEUE_PAUSE: agents.pause,
    Feature.QUEUE_COUNT: agents.count,
    Feature.BLOCK: block_list.add,
    Feature.UNBLOCK: block_list.remove,
    Feature.BLOCK_LAST: block_list.add_last,
    Feature.SIMULATED_CALL: simulated.call,
    Feature.RECORD_PROMPT: prompt_codes.record,
    Feature.HEAR_PROMPT: prompt_codes.hear,
    Feature.SPEED_DIAL: speed_dial.call,
    Feature.SPEED_DIAL_SET: speed_dial.keep,
    **_WITH_WHOM,
}
"""What each feature's code does; a feature without an entry here would have none."""


def check() -> Context:
    """Where the box calls itself to prove that calls pass; left out of the history."""
    return Context(
        "lineman-check",
        (
            Exten("loop", (Step("Answer"), Step("Echo"))),
            Exten("tone", (Step("Answer"), Step("Milliwatt"))),
        ),
    )
