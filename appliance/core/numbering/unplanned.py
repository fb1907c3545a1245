"""Numbers that no plan knows: a carrier's own services, and whatever odd exchange stands behind.

They part from every planned number at some digit. So no planned number is taken for one of them
while it is still being dialled, and none of them makes a complete planned number wait for more.
"""

from collections.abc import Mapping

from appliance.core.directions import Direction
from appliance.core.numbering.language import DIGITS, Language, branches, place
from appliance.core.numbering.plans import Plan

LEAST = 5  # digits: longer than nearly all extensions, so a slip of the finger stays inside
LEAST_SERVICE = 3
LONGEST_LOCAL = 7  # digits: a city's own numbers; whatever is longer may lead anywhere
SERVICES = "01"  # with these digits services begin, in every plan we know


def is_unplanned(number: str, planned: Language, least: Mapping[str, int]) -> bool:
    """`least` tells by its first digit how long such a number must be."""
    state = planned
    for position, digit in enumerate(number, start=1):
        if state.ends:
            return False
        state = state.after(digit)
        if not state:
            return len(number) >= max(least[number[0]], position)
    return False


def dear_openings(plan: Plan) -> tuple[str, ...]:
    """With these begin numbers that leave the city, `00` in whichever country the exchange is."""
    prefixes = {"00", plan.international_prefix, *(trunk.prefix for trunk in plan.trunks)} - {""}
    return tuple(
        sorted(
            each
            for each in prefixes
            if not any(each.startswith(other) for other in prefixes - {each})
        )
    )


def direction_of_unplanned(plan: Plan, number: str) -> Direction:
    """A short number is a service, or the city's where the area is not set; all else is dear."""
    if len(number) > LONGEST_LOCAL or number.startswith(dear_openings(plan)):
        return Direction.INTERNATIONAL
    return Direction.OTHER


def unplanned_patterns(planned: Language, least: Mapping[str, int]) -> tuple[str, ...]:
    """Patterns without `_` that fit these numbers and no others."""
    found: list[str] = []
    for digit, wanted in least.items():
        found += [digit + rest for rest in _parting(planned.after(digit), 1, wanted)]
    return _merged(found)


def _parting(state: Language, depth: int, least: int) -> list[str]:
    if not state:
        return _rest(least - depth)
    if state.ends:
        return []
    found = []
    missing = "".join(digit for digit in DIGITS if not state.after(digit))
    if missing:
        found += [place(missing) + rest for rest in _rest(least - depth - 1)]
    for further, digits in branches(state).items():
        found += [place(digits) + rest for rest in _parting(further, depth + 1, least)]
    return found


def _rest(wanted: int) -> list[str]:
    """`wanted` digits or more."""
    return ["X" * (wanted - 1) + "."] if wanted > 0 else ["", "."]


def _merged(patterns: list[str]) -> tuple[str, ...]:
    """Patterns that differ only in their first digit as one."""
    firsts: dict[str, str] = {}
    for pattern in patterns:
        firsts[pattern[1:]] = firsts.get(pattern[1:], "") + pattern[0]
    return tuple(place(digits) + rest for rest, digits in firsts.items())
