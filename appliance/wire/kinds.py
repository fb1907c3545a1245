"""What every question and every answer is."""

from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

import msgspec

from appliance.wire.roles import Right

A = TypeVar("A")
Plain = dict[str, object]
"""A value of the core as `core.canonical.to_plain` writes it."""


class Answer(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Any answer; the tag in the frame is the class's name."""


class View(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of an answer."""


class Request(
    msgspec.Struct, Generic[A], frozen=True, kw_only=False, tag=True, forbid_unknown_fields=True
):
    """A question whose answer is an `A`. `needs` is the right to ask it."""

    needs: ClassVar[Right] = Right.CONSOLE


class Stream(Request[A], Generic[A], frozen=True):
    """A question answered by many `A` as they happen, until `Done` or the asker hangs up."""


class When(StrEnum):
    """When a change is to be made."""

    NOW = "now"
    IDLE = "idle"  # once no call is up
    AT = "at"  # at the moment that `at` says


class Change(Request[A], Generic[A], frozen=True, kw_only=True):
    """A change of the configuration, made from the revision `base`; `preview` does nothing.

    `at` is seconds since the epoch. With `confirm` it is put back unless `Confirm` follows in time.
    `accept` names stored test calls whose changed answer is wanted, `overwrite` the files changed
    by hand that may be lost. Test calls are told in `language`.
    """

    needs: ClassVar[Right] = Right.OFFICE
    preview: bool = False
    when: When = When.NOW
    at: float = 0.0
    confirm: bool = False
    accept: tuple[str, ...] = ()
    overwrite: tuple[str, ...] = ()
    language: str = "en"
