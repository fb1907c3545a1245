"""What one slot leaves for the other to read: what a trial has to prove, and how one ended."""

import logging
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from appliance.core.errors import Fault
from appliance.durable import write_whole
from appliance.wire.views import GateCheck

log = logging.getLogger(__name__)

TRIAL = "trial.json"
OUTCOME = "outcome.json"
_WENT_BACK = "went-back"


class Trial(msgspec.Struct, frozen=True):
    """Left in the new slot. `boot` is the boot that wrote it, so a later one knows it is another.

    `noted` is false when it had to be put together without what was before. Fields may be added:
    the other release reads it too.
    """

    version: str
    before: str
    boot: str
    cards: tuple[str, ...]
    spans: tuple[int, ...]  # those that were in service
    noted: bool = True
    links: tuple[int, ...] = ()  # E1s whose far exchange spoke


class Outcome(msgspec.Struct, frozen=True):
    """Left in the slot that runs on; `kept` says whether that is the new one."""

    version: str
    kept: bool
    sentence: str
    checks: tuple[GateCheck, ...] = ()


N = TypeVar("N", Trial, Outcome)


def read(path: Path, kind: type[N]) -> N | None:
    """None when there is none, or it cannot be read, which the log tells."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        log.error("the note %s cannot be read: %s", path, error)  # noqa: TRY400  # told in words
        return None


def drop(path: Path) -> None:
    """It counts no more. Where the disk refuses, which the log tells, the next start finds it."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.error("the note %s stays: %s", path, error)  # noqa: TRY400  # told in words


def went_back(own: Path, other: Path, boot: str) -> bool:
    """Whether the slot `other` was on trial in a boot between now and the one that set it up.

    It is remembered until `carried_back`, however often the box or we start until then.
    """
    trial = read(other / TRIAL, Trial)
    if trial is not None and trial.boot != boot:
        try:
            (own / _WENT_BACK).touch()
        except OSError as error:
            log.warning("that the box went back is remembered for this start alone: %s", error)
        return True
    return (own / _WENT_BACK).exists()


def carried_back(own: Path) -> None:
    """What was changed during the trial is here again."""
    with suppress(OSError):
        (own / _WENT_BACK).unlink(missing_ok=True)


def write(path: Path, note: Trial | Outcome) -> None:
    """Whole or not at all; Fault when there is no room."""
    try:
        write_whole(path, msgspec.json.encode(note))
    except OSError as error:
        raise Fault(
            f"A note about the update cannot be written: {error}",
            "Switch the box off and on again, then try once more.",
        ) from error
