"""Every story by its name, and one told: its spool lines, its calls, and how long people talked."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.core.calls import Call
from tests.integration.asterisk.stories import (
    answering,
    away,
    cuts,
    desks,
    handing,
    inside,
    outside,
    rooms,
)
from tests.integration.asterisk.stories.stage import Stage, Tell, stage

_MODULES = (inside, away, outside, answering, handing, desks, rooms)


def _of(*modules: object) -> dict[str, Tell]:
    return {
        name: tell
        for module in modules
        for name, tell in vars(module).items()
        if name[0] != "_" and getattr(tell, "__module__", "") == getattr(module, "__name__", "-")
    }


STORIES: Mapping[str, Tell] = _of(*_MODULES)
CUTS: Mapping[str, Tell] = _of(cuts)
"""After each of these Asterisk is dead."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a story.

    `talked_from` and `talked_until` by the telephones' own clock; 0 where they do not tell.
    """

    lines: tuple[str, ...]
    calls: tuple[Call, ...]
    talked_from: float
    talked_until: float

    @property
    def talked(self) -> float:
        """Seconds; 0 where the telephones do not tell."""
        whole = self.talked_from and self.talked_until
        return self.talked_until - self.talked_from if whole else 0.0


def tell(on: Stage, name: str) -> Heard:
    """Let it happen, and wait until all of it is over."""
    begin = on.asterisk.spool.stat().st_size
    on.office.take()
    try:
        {**STORIES, **CUTS}[name](on)
        talked = on.talked_from, on.talked_until
        if not on.dead:
            on.idle()
    finally:
        on.clear()
    with on.asterisk.spool.open("rb") as spool:
        spool.seek(begin)
        lines = spool.read().decode().splitlines()
    return Heard(tuple(line for line in lines if line), tuple(on.office.take()), *talked)


@contextmanager
def telling(root: Path) -> Iterator[Stage]:
    """A stage in a folder that goes away afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="lm-stories-", dir="/tmp") as folder,
        stage(root, Path(folder) / "asterisk") as made,
    ):
        yield made
