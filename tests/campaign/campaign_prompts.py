"""Every prompt is there in both languages, and Russian numbers, times and dates are said right.

Prompts are those that offices made by chance, the made-up trades and Asterisk's own applications
name. What is said is what the real Asterisk plays; what is right is ICU's word.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from appliance.core.canonical import from_json
from appliance.core.config import Config
from tests.campaign.campaign_generated_configs import kept
from tests.campaign.plan import Campaign
from tests.campaign.prompts.grammar import heard, wanted
from tests.campaign.prompts.listening import How, Listener, listening
from tests.campaign.prompts.played import Sounds, of_office, of_programs
from tests.machines.known import OFFICES

_THOUSANDS = 1000  # of numbers, from 0
_YEARS = range(2000, 2051)
_DAY = 86_400
_ANY_DAY = 19_675 * _DAY
_RECENT = 400  # days before and after today
_SHOWN = 3
# What is said in another gender: minutes, and messages of a mailbox.
_OTHER = {"feminine": How.FEMININE, "neuter": How.NEUTER}


class Prompts:
    """A case is an office, the programs, a thousand numbers, all minutes of a day, or a year."""

    def __init__(self, root: Path, folder: Path, seed: int, stack: ExitStack) -> None:
        self._root, self._stack = root, stack
        self._configs = kept(folder / "configurations", seed)
        self._found = folder / "names"
        self._sounds = Sounds(root)
        self._listener: Listener | None = None

    def cases(self) -> Sequence[str]:
        """The quick ones first."""
        return [
            "programs",
            *(f"trade-{name}" for name in OFFICES),
            *(f"office-{number:03}" for number in range(len(self._configs))),
            "times",
            "recent",
            *(f"dates-{year}" for year in _YEARS),
            *(f"numbers-{gender}" for gender in _OTHER),
            *(f"numbers-{thousand:03}" for thousand in range(_THOUSANDS)),
        ]

    def bad(self, case: str) -> str | None:
        """What is not there, or is said otherwise."""
        kind, _, which = case.partition("-")
        if kind in {"programs", "trade", "office"}:
            names = self._names(kind, which)
            with self._found.open("a") as opened:
                opened.writelines(f"{name}\n" for name in sorted(names))
            wrong = list(self._sounds.faults(names)) if names else ["names no prompt at all"]
        else:
            try:
                wrong = list(self._misspoken(*what(kind, which)))
            except (AssertionError, TimeoutError) as error:
                wrong = [f"could not be said: {error!r}"]
        shown = "; ".join(wrong[:_SHOWN])
        return f"{shown}; and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else shown or None

    def _names(self, kind: str, which: str) -> set[str]:
        if kind == "programs":
            return of_programs(self._sounds)
        if kind == "trade":
            return of_office(OFFICES[which](), self._sounds.known)
        return of_office(from_json(Config, self._configs[int(which)]), self._sounds.known)

    def _misspoken(self, values: Sequence[int], how: How) -> Iterator[str]:
        if self._listener is None:
            self._listener = self._stack.enter_context(listening(self._root))
        now = time.time()
        said = self._listener.said(values, how)
        for value, files in sorted(said.items()):
            right = wanted(value, how, now)
            if (words := heard(files)) not in right:
                yield f"{value} as {how.name.lower()} is {words!r} for {min(right)!r}"
        if silent := set(values) - said.keys():
            yield f"{len(silent)} from {min(silent)} on are not said at all"

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """Prompts that were looked for, and what was said, in all runs."""
        names = self._found.read_text().split() if self._found.exists() else []
        kinds = [case.split("-") for case in tried]
        return {
            "prompts": len(set(names)),
            "offices": sum(kind[0] in {"trade", "office"} for kind in kinds),
            "numbers": sum(1000 for kind in kinds if kind[0] == "numbers"),
            "dates": sum(len(_year(int(kind[1]))) for kind in kinds if kind[0] == "dates"),
        }


def what(kind: str, which: str) -> tuple[Sequence[int], How]:
    """What a case has said, and how."""
    if kind == "numbers":
        first = 0 if which in _OTHER else 1000 * int(which)
        return range(first, first + 1000), _OTHER.get(which, How.NUMBER)
    if kind == "times":
        return range(_ANY_DAY, _ANY_DAY + _DAY, 60), How.TIME
    if kind == "dates":
        return _year(int(which)), How.DATE
    noon = int(time.time()) // _DAY * _DAY + _DAY // 2
    return range(noon - _RECENT * _DAY, noon + _RECENT * _DAY, _DAY), How.RECENT


def _year(year: int) -> range:
    """The noon of each of its days."""
    first = datetime(year, 1, 1, 12, tzinfo=UTC)
    return range(int(first.timestamp()), int(first.replace(year=year + 1).timestamp()), _DAY)


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """One Asterisk says everything; it is started when the first thing is to be said."""
    with ExitStack() as stack:
        yield Prompts(Path(os.environ["LINEMAN_ASTERISK_ROOT"]), folder, seed, stack)
