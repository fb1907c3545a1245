"""Which calls that are up now a plan would end, and what each of its steps means in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from appliance.apply.impact import (
    ADD_CARDS,
    CONFIGURE_CARDS,
    FILL_FIREWALL,
    READ_DIALPLAN,
    RESTART_EXCHANGE,
    SET_NAME,
    SET_PORTS,
    SET_TIME,
    Impact,
    Target,
    Verb,
)
from appliance.apply.plan import Plan, Step
from appliance.asterisk.queries import ChannelSeen
from appliance.core.calls import CHECK_CONTEXT
from appliance.core.config import Config


@dataclass(frozen=True, slots=True)
class Felt:
    """A step and how many calls that are up now it ends."""

    step: Step
    calls: int
    text: str


def felt(plan: Plan, channels: Iterable[ChannelSeen], config: Config) -> tuple[Felt, ...]:
    """Every step of the plan; `config` is the one that runs."""
    ended = _Ended(plan, channels, config)
    steps = tuple(_felt(step, len(ended.by(step.verb))) for step in plan.steps)
    return (*steps, *_at_the_next_start(plan, config))


def _at_the_next_start(plan: Plan, config: Config) -> tuple[Felt, ...]:
    """Drivers that cards have loaded already: only a start of the box loads them anew."""
    names = ", ".join(sorted(plan.drivers & {card.driver.text for card in config.cards}))
    if not names:
        return ()
    text = f"The card driver {names} takes its new settings at the next start of the box."
    return (Felt(Step(_NOTHING), 0, text),)


_NOTHING = Verb(0, Target.UNIT, "", Impact.NOTHING)


def _felt(step: Step, calls: int) -> Felt:
    let_go = calls and step.verb == READ_DIALPLAN
    return Felt(step, calls, _let_go(step.files) if let_go else words(step))


def dropped(plan: Plan, channels: Iterable[ChannelSeen], config: Config) -> int:
    """How many calls the whole plan ends; one that two steps end is counted once."""
    ended = _Ended(plan, channels, config)
    return len({call for verb in plan.verbs for call in ended.by(verb)})


class _Ended:
    """Which of the calls that are up each verb of a plan ends."""

    def __init__(self, plan: Plan, channels: Iterable[ChannelSeen], config: Config) -> None:
        self._up = tuple(each for each in channels if each.context != CHECK_CONTEXT)
        self._spans = {span.number: range(span.base, span.end) for _, span in config.spans()}
        self._gone = plan.gone

    def by(self, verb: Verb) -> set[str]:
        """What each of these calls is known by."""
        return {each.linked for each in self._up if _ends(verb, each, self._spans, self._gone)}


def _ends(
    verb: Verb, channel: ChannelSeen, spans: Mapping[int, range], gone: frozenset[str]
) -> bool:
    if verb.impact is Impact.RESTARTS_EXCHANGE:
        return True
    if verb == READ_DIALPLAN:
        # Who talks goes on, who still dials too; who was let in, to a menu say, finds no way on.
        return channel.context in gone and channel.up and not channel.bridge
    if verb.impact is Impact.DROPS_CARD_CALLS:
        return channel.name.startswith("DAHDI/")
    if verb.impact is Impact.DROPS_NETWORK_CALLS:
        return channel.name.startswith("PJSIP/")
    if verb.impact is Impact.DROPS_CHANNEL_CALLS:
        ours = range(verb.first, verb.last + 1)
        return any(number in ours for number in _channels(channel.name, spans))
    return False


def _channels(name: str, spans: Mapping[int, range]) -> range:
    """`DAHDI/5-1` is channel 5; of `DAHDI/i2/…` only span 2 is known, so all of it counts."""
    kind, _, rest = name.partition("/")
    if kind != "DAHDI":
        return range(0)
    if rest.startswith("i"):
        number = rest[1:].partition("/")[0]
        return spans.get(int(number), range(0)) if number.isdigit() else range(0)
    number = rest.partition("-")[0]
    return range(int(number), int(number) + 1) if number.isdigit() else range(0)


def words(step: Step) -> str:
    """What the step does, for a person."""
    if step.verb.target is Target.UNIT:
        return _UNITS[step.verb]
    return _channels_words(step.verb) or _files_words(step.files)


_UNITS = {
    SET_PORTS: "The network ports are set up anew: calls over the network end, and telephones of"
    " the network log in again.",
    SET_NAME: "The box takes its other name in the network; calls go on.",
    SET_TIME: "The clock is kept by other servers; calls go on.",
    FILL_FIREWALL: "The firewall lets in who may call over the network now; calls go on.",
    RESTART_EXCHANGE: "The exchange restarts: every call ends.",
    ADD_CARDS: "Line cards that came or went are seen to; calls go on.",
    CONFIGURE_CARDS: "The line cards are set up anew: every call over them ends.",
}


def _channels_words(verb: Verb) -> str:
    if verb.impact is Impact.DROPS_CARD_CALLS:
        return "All channels of the line cards are made anew: every call over them ends."
    if verb.impact is Impact.DROPS_CHANNEL_CALLS:
        return f"Channels {verb.first} to {verb.last} are taken away: calls over them end."
    return f"Channels {verb.first} to {verb.last} are made; calls go on." if verb.first else ""


def _files_words(paths: tuple[str, ...]) -> str:
    return f"The exchange reads {_names(paths)} anew; calls go on."


def _let_go(paths: tuple[str, ...]) -> str:
    return f"The exchange reads {_names(paths)} anew: calls in what is taken out end, others go on."


def _names(paths: tuple[str, ...]) -> str:
    return ", ".join(path.rpartition("/")[2] for path in paths)
