"""Queues as queues.conf has them."""

from collections.abc import Sequence
from dataclasses import dataclass

from appliance.compiler.conf import ConfFile, Option
from appliance.whatif.arguments import named, number

ALL_AT_ONCE = "ringall"


@dataclass(frozen=True, slots=True)
class Member:
    """What is rung, and the number whose hint says whether it is free."""

    interface: str
    hint: str


@dataclass(frozen=True, slots=True)
class Settings:
    """A section of queues.conf; times in seconds."""

    strategy: str
    ring: int
    retry: int
    leave_empty: bool
    keys: str  # the context with what callers can press; empty: nothing
    members: tuple[Member, ...]


def settings(conf: ConfFile) -> dict[str, Settings]:
    """Every queue by its name."""
    return {
        section.name: _settings([line for line in section.lines if isinstance(line, Option)])
        for section in conf.sections
        if section.name != "general"
    }


def _settings(lines: Sequence[Option]) -> Settings:
    values = {line.name: line.value for line in lines}
    members = tuple(_member(line.value) for line in lines if line.name == "member")
    return Settings(
        values.get("strategy", ALL_AT_ONCE),
        number(values.get("timeout", "15")),
        number(values.get("retry", "5")),
        bool(values.get("leavewhenempty", "")),
        values.get("context", ""),
        members,
    )


def _member(value: str) -> Member:
    """`interface,penalty,name,hint:number@context`."""
    interface, _penalty, _name, state = named(value, 4)
    return Member(interface, state.removeprefix("hint:").partition("@")[0])
