"""What can be dialled inside the office: no two things answer to the same digits."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from appliance.core.dialling import area_of, planned
from appliance.core.errors import Invalid
from appliance.core.feature_codes import DEFAULT_CODES, IN_CALL, WITH_NUMBER
from appliance.core.numbering.plans import plan_of

if TYPE_CHECKING:
    from appliance.core.config import Config

_EXTENSION = "an extension"


def check(config: Config) -> None:
    """Extensions, menus, groups, queues, codes and emergency numbers share one range."""
    taken: dict[str, str] = dict.fromkeys(config.national.emergency, "an emergency number")
    for digits, what, field in dialled(config):
        if digits in taken:
            raise Invalid(field, f"{digits} is {taken[digits]} already; choose another number")
        taken[digits] = what
    _prefixes(config, taken)
    _picks(config)
    _in_call(config)
    seen = {each.feature for each in config.codes}
    if len(seen) != len(config.codes):
        raise Invalid("codes", "one feature is given two codes; leave one of both")


def check_free(config: Config, digits: str) -> None:
    """Invalid names what has the number already, of all that is dialled and is no extension."""
    taken = {each: what for each, what, _ in dialled(config) if what != _EXTENSION}
    if digits in taken:
        raise Invalid("number", f"{digits} is {taken[digits]} already; choose another number")


def _picks(config: Config) -> None:
    """`#` and a group's number, with the number that is called behind it, begin nothing else."""
    groups = sorted(str(group.number) for group in config.trunk_groups)
    for one, other in pairwise(groups):
        if other.startswith(one):
            raise Invalid(
                "trunk group",
                f"{other} begins with {one}: after # nobody could tell them apart; "
                "choose another number",
            )
    codes = {config.code(feature): feature for feature in DEFAULT_CODES if feature not in IN_CALL}
    for code, feature in codes.items():
        for group in groups if code.startswith("#") else ():
            pick = f"#{group}"
            if code.startswith(pick) or pick.startswith(code):
                raise Invalid(
                    "codes",
                    f"{pick} chooses trunk group {group}; {code} is {feature.value} too: "
                    "change one",
                )


def _in_call(config: Config) -> None:
    """Of keys that are pressed while people talk none begins another; at dial tone none counts."""
    codes = sorted((config.code(feature), feature) for feature in IN_CALL if config.code(feature))
    for (one, meant), (other, also) in pairwise(codes):
        if other.startswith(one):
            raise Invalid(
                "codes", f"{other} of {also} begins with {one}, which is {meant}: change one"
            )


def dialled(config: Config) -> list[tuple[str, str, str]]:
    """All that is dialled inside: digits, what they are, and the field where they stand."""
    found = [(ext.number.digits, _EXTENSION, "number") for ext in config.extensions]
    for field, parts in (
        ("menus", config.menus),
        ("hunt groups", config.hunt_groups),
        ("queues", config.queues),
        ("conferences", config.conferences),
        ("fax numbers", config.fax_numbers),
    ):
        found += [
            (part.number.digits, f"{part.name}", field) for part in parts if part.number is not None
        ]
    for lot in config.parking_lots:
        found.append((lot.number.digits, f"{lot.name}", "parking lots"))
        found += [(n.digits, f"a space of {lot.name}", "parking lots") for n in lot.numbers()]
    codes = ((config.code(each), each) for each in DEFAULT_CODES if each not in IN_CALL)
    found += [(code, f"the code of {feature.value}", "codes") for code, feature in codes if code]
    return found


def _prefixes(config: Config, taken: dict[str, str]) -> None:
    """What digits follow after must not begin anything else."""
    for feature in sorted(WITH_NUMBER):
        code = config.code(feature)
        if not code:
            continue
        _outside(config, code)
        for digits, what in taken.items():
            if digits != code and digits.startswith(code):
                raise Invalid(
                    "codes", f"{code} takes a number after it, and {digits} is {what}: change one"
                )


def _outside(config: Config, code: str) -> None:
    """A number outside is called, not taken for a code and what follows it."""
    if not code.isdecimal():
        return
    numbers = planned(plan_of(config.country), area_of(config))
    for digit in code:
        numbers = numbers.after(digit)
    if numbers:
        raise Invalid(
            "codes",
            f"{code} takes a number after it, and numbers outside begin so too: choose a code that "
            "begins with * or #",
        )
