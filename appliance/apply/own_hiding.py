"""Where an expert's own extensions and the office's numbers are in each other's way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from appliance.apply.own_extens import OwnExten, OwnLine
from appliance.compiler.dialplan import parking
from appliance.compiler.read_dialplan import ReadContext
from appliance.core.checks.numbers import dialled
from appliance.core.config import Config
from appliance.core.feature_codes import WITH_NUMBER
from appliance.core.pattern import Match, elements, exten_match, is_pattern, order

Contexts = Mapping[str, ReadContext]

_EMERGENCY = "emergency"
_BEGINS = ("from-internal", "from-pstn")  # where people of the office dial, and calls come in
_ROUTES = "from-pstn-routes"
_OF_CODES = "app-features"
# Where what is dialled stands, by the field of the configuration.
_STANDS = {
    "number": "ext-local",
    "menus": "ext-menus",
    "hunt groups": "ext-group",
    "queues": "ext-queues",
    "conferences": "ext-conferences",
    "fax numbers": "ext-fax",
    "parking lots": parking.NUMBERS,
    "codes": _OF_CODES,
}
_IN_THE_WAY = (
    "stands in [emergency], where calls for help go out: what is wrong in it can stop them. Move it"
    " to [from-internal-custom]."
)
_NAMED = 5  # numbers in one sentence


@dataclass(frozen=True, slots=True)
class _Ours:
    """Something of the office that is dialled; `name` is a pattern where digits follow."""

    name: str
    digits: str
    what: str
    context: str


def searched(contexts: Contexts, begin: str) -> list[str]:
    """Contexts in the order in which Asterisk looks for a number."""
    found: list[str] = []

    def look(name: str) -> None:
        if name in contexts and name not in found:
            found.append(name)
            for each in contexts[name].includes:
                look(each)

    look(begin)
    return found


def calls_for_help(
    contexts: Contexts, ours: Contexts, theirs: Iterable[OwnLine], extens: Iterable[OwnExten]
) -> Iterator[tuple[OwnLine, str]]:
    """Whatever may come between somebody and help."""
    told = set[str]()
    for line in theirs:
        if line.context == _EMERGENCY and line.file not in told:
            told.add(line.file)
            yield line, _IN_THE_WAY
    help_ = list(ours.get(_EMERGENCY, ReadContext()).extens)
    before = {
        context: begin
        for begin in contexts
        if _EMERGENCY in (order_ := searched(contexts, begin))
        for context in order_[: order_.index(_EMERGENCY)]
    }
    for exten in extens:
        caught = [n for n in help_ if exten_match(exten.name, n) is not Match.NO]
        if caught and exten.line.context in before:
            what = (
                f"{exten.name} in [{exten.line.context}] takes calls for help ({_listed(caught)})"
                " before the exchange does, and help may not be reached. Take it out, or narrow the"
                " pattern."
            )
            yield exten.line, what


def hidden(
    contexts: Contexts, extens: Iterable[OwnExten], config: Config
) -> Iterator[tuple[OwnLine, str]]:
    """What of the office they take, and which of theirs the office takes."""
    orders = [searched(contexts, begin) for begin in _BEGINS]
    office = [*_office(config)]
    for exten in extens:
        if exten.line.context != _EMERGENCY:
            yield from ((exten.line, what) for what in _hides(exten, orders, office))


def _office(config: Config) -> Iterator[_Ours]:
    """Numbers, codes and DIDs, as far as the dialplan has them."""
    following = {config.code(feature) for feature in WITH_NUMBER}
    for digits, what, field_ in dialled(config):
        name = f"_{digits}!" if field_ == "codes" and digits in following else digits
        yield _Ours(name, digits, what, _STANDS[field_])
    for number in config.national.emergency:
        yield _Ours(number, number, "an emergency number", _EMERGENCY)
    for route in config.inbound.dids:
        yield _Ours(route.did.digits, route.did.digits, "a number that callers dial", _ROUTES)


def _hides(
    exten: OwnExten, orders: Iterable[Sequence[str]], office: Iterable[_Ours]
) -> Iterator[str]:
    over: dict[str, _Ours] = {}
    under: dict[str, _Ours] = {}
    passed = [each for each in orders if exten.line.context in each]
    for ours in office if passed else ():
        if _meet(exten.name, ours.name):
            for each in (order_ for order_ in passed if ours.context in order_):
                (over if _first(exten, ours, each) else under)[ours.digits] = ours
    # Calls for help go first, and patterns are meant to leave them so.
    help_ = {digits for digits, each in under.items() if each.context == _EMERGENCY}
    left = help_ if is_pattern(exten.name) else ()
    yield from _over(exten, {n: o for n, o in over.items() if o.context != _EMERGENCY})
    yield from _under(exten, {n: o for n, o in under.items() if n not in left})


def _over(exten: OwnExten, over: Mapping[str, _Ours]) -> Iterator[str]:
    mine = f"{exten.name} in [{exten.line.context}]"
    if len(over) == 1:
        (one,) = over.values()
        yield (
            f"{mine} hides {one.digits}, which is {one.what}. Take another number,"
            " or leave it so if you mean that."
        )
    elif over:
        yield (
            f"{mine} hides numbers of the office: {_listed(over)}. Narrow it, or"
            " leave it so if you mean that."
        )


def _under(exten: OwnExten, under: Mapping[str, _Ours]) -> Iterator[str]:
    mine = f"{exten.name} in [{exten.line.context}]"
    if under and not is_pattern(exten.name):
        one = next(iter(under.values()))
        yield (
            f"{mine} is never reached: {one.digits}, which is {one.what}, goes first."
            " Take another number."
        )
    elif under:
        yield (
            f"{mine} does not get these numbers of the office, which go first:"
            f" {_listed(under)}. Narrow it, or leave it so if you mean that."
        )


def _first(exten: OwnExten, ours: _Ours, order_: Sequence[str]) -> bool:
    """Whether theirs is taken where both fit."""
    where = exten.line.context
    if where != ours.context:
        return order_.index(where) < order_.index(ours.context)
    if exten.name == ours.name:
        return exten.some
    return order(exten.name) < order(ours.name)


def _meet(one: str, other: str) -> bool:
    """Whether some number fits both."""
    for mine, theirs in zip_longest(elements(one), elements(other)):
        if "!" in (mine, theirs):
            return True
        if mine is None or theirs is None:
            return False
        if "." in (mine, theirs):
            return True
        if isinstance(mine, frozenset) and isinstance(theirs, frozenset) and not mine & theirs:
            return False
    return True


def _listed(digits: Iterable[str]) -> str:
    found = list(digits)
    return ", ".join([*found[:_NAMED], *(["…"] if len(found) > _NAMED else [])])
