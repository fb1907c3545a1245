"""What a dialled number is and where it leads. The dialplan's patterns decide the same."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from appliance.core.differing import same_while
from appliance.core.directions import Direction
from appliance.core.feature_codes import DEFAULT_CODES
from appliance.core.numbering.decision import direction_of
from appliance.core.numbering.forms import dialled_forms, read
from appliance.core.numbering.language import DIGITS, Language, word
from appliance.core.numbering.plans import Plan, plan_of
from appliance.core.numbering.unplanned import (
    LEAST,
    LEAST_SERVICE,
    SERVICES,
    direction_of_unplanned,
    is_unplanned,
)

if TYPE_CHECKING:
    from appliance.core.config import Config
    from appliance.core.people import Extension


class Kind(StrEnum):
    """Whether the world knows a number, or only the exchange we are connected to."""

    WORLD = "world"  # E.164 digits without `+`
    RAW = "raw"  # the digits as they were dialled


@dataclass(frozen=True, slots=True)
class Dialled:
    """What a number that was dialled is; `number` is written as `kind` says."""

    direction: Direction
    number: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Dialling:
    """All that decides what dialled digits mean in an office."""

    plan: Plan
    area: str | None
    emergency: tuple[str, ...]
    internal: frozenset[str]

    @property
    def planned(self) -> Language:
        """Digits that the plan gives a meaning."""
        return planned(self.plan, self.area)

    @property
    def least(self) -> dict[str, int]:
        """By its first digit, how long a number is that no plan knows.

        Services are short, but not those that look like an extension of ours dialled wrongly.
        """
        ours = {number[0] for number in self.internal}
        return {
            digit: LEAST_SERVICE if digit in SERVICES and digit not in ours else LEAST
            for digit in DIGITS
        }


@lru_cache(maxsize=64)
def planned(plan: Plan, area: str | None) -> Language:
    """Digits, without `+`, that the plan gives a meaning in a city with that code."""
    forms = (form.numbers for form in dialled_forms(plan, area) if not form.sign)
    services = (numbers for _, numbers in plan.services)
    found, *rest = (*forms, *services)
    for numbers in rest:
        found |= numbers
    return found


def dialling_of(config: Config) -> Dialling:
    """What decides in this office."""
    return Dialling(
        plan=plan_of(config.country),
        area=area_of(config),
        emergency=config.national.emergency,
        internal=internal_numbers(config),
    )


def area_of(config: Config) -> str | None:
    """The code of the office's city, where it is known."""
    return None if config.area is None else config.area.digits


def internal_numbers(config: Config) -> frozenset[str]:
    """Every number that rings something of ours, and the codes that are digits alone."""
    answering = (
        *(menu.number for menu in config.menus),
        *(group.number for group in config.hunt_groups),
        *(queue.number for queue in config.queues),
        *(room.number for room in config.conferences),
        *(fax.number for fax in config.fax_numbers),
        *(lot.number for lot in config.parking_lots),
        *(space for lot in config.parking_lots for space in lot.numbers()),
    )
    numbers = {number.digits for number in answering if number is not None}
    codes = {config.code(feature) for feature in DEFAULT_CODES}
    others = numbers | {code for code in codes if code.isdecimal()}
    return _joined(_telephones(config.extensions), frozenset(others))


@same_while(attrgetter("number"))
def _telephones(extensions: tuple[Extension, ...]) -> frozenset[str]:
    return frozenset(extension.number.digits for extension in extensions)


@lru_cache(maxsize=4)
def _joined(thousands: frozenset[str], few: frozenset[str]) -> frozenset[str]:
    """Their hash is kept in them, and what is the same is mostly the same object."""
    return thousands | few


def classify(dialling: Dialling, dialled: str) -> Dialled | None:
    """What was dialled, all of it at once; None: nothing that can be called.

    A telephone that sends digit by digit calls the first number of ours that they make.
    """
    if dialled in dialling.emergency:
        return Dialled(Direction.EMERGENCY, dialled, Kind.RAW)
    if dialled in dialling.internal:
        return Dialled(Direction.INTERNAL, dialled, Kind.RAW)
    e164 = read(dialled_forms(dialling.plan, dialling.area), dialled)
    if e164 is not None:
        return Dialled(world_direction(dialling, e164), e164, Kind.WORLD)
    return _raw(dialling, dialled)


def e164_of_ours(dialling: Dialling, did: str) -> str | None:
    """A number of ours as the carrier sends it, in E.164 digits; None where that does not tell."""
    plan = dialling.plan
    if did in plan.numbers:
        return plan.calling_code + did
    if did in word(plan.calling_code) + plan.numbers:
        return did
    return read(dialled_forms(plan, dialling.area), did)


def world_direction(dialling: Dialling, e164: str) -> Direction:
    """Where a number in the world lies, seen from the office."""
    return direction_of(dialling.plan.world(dialling.area), e164)


def _raw(dialling: Dialling, dialled: str) -> Dialled | None:
    if not (dialled.isascii() and dialled.isdecimal()):
        return None
    for direction, numbers in dialling.plan.services:
        if dialled in numbers:
            return Dialled(direction, dialled, Kind.RAW)
    if is_unplanned(dialled, dialling.planned, dialling.least):
        return Dialled(direction_of_unplanned(dialling.plan, dialled), dialled, Kind.RAW)
    return None
