"""Folders of voice messages: nobody hears those of whoever had the number before him."""

import shutil
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from appliance.compiler.mailboxes import CONTEXT
from appliance.core.errors import Fault

ASIDE = "removed"  # beside the context of all mailboxes: no telephone reaches it
KEPT = 30 * 86400.0  # seconds


def tidy(
    folder: Path,
    known: Collection[str],
    boxes: Collection[str],
    moved: Mapping[str, str],
    now: float,
) -> None:
    """Put aside what no mailbox of now may play; what lies there for `KEPT` seconds goes.

    `known` are the numbers of mailboxes that this configuration had before, `boxes` of those that
    it has. What was left to another configuration stays: after a reset, or in the other slot, that
    one is still to come. `moved` are numbers that another has now, with the number at which their
    owner is, where he has one: his messages go along. Fault when the disk refuses.
    """
    try:
        for box in tuple(_boxes(folder)):
            if box.name in known and (box.name not in boxes or box.name in moved):
                _move(box, boxes, moved.get(box.name, ""), now)
        _drop_old(folder / ASIDE, now)
    except OSError as error:
        raise Fault(f"Voice messages cannot be put aside: {error.strerror}.") from error


def _boxes(folder: Path) -> Iterator[Path]:
    """A name that is no number is none of ours."""
    context = folder / CONTEXT
    if context.is_dir():
        yield from (each for each in context.iterdir() if each.name.isdecimal())


def _move(box: Path, boxes: Collection[str], follows: str, now: float) -> None:
    if follows in boxes and not (there := box.with_name(follows)).exists():
        box.rename(there)
        return
    aside = box.parent.parent / ASIDE
    aside.mkdir(mode=0o770, exist_ok=True)
    box.rename(_free(aside, f"{int(now)}-{box.name}"))


def _free(aside: Path, name: str) -> Path:
    """Two of one number within a second are told apart."""
    path, count = aside / name, 1
    while path.exists():
        count += 1
        path = aside / f"{name}-{count}"
    return path


def _drop_old(aside: Path, now: float) -> None:
    if not aside.is_dir():
        return
    for each in tuple(aside.iterdir()):
        since = each.name.partition("-")[0]
        if since.isdecimal() and now - int(since) > KEPT:
            shutil.rmtree(each, ignore_errors=True)
