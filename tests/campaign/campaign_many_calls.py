"""As many calls as an E1 has, in the booted box: thirty at once, and twenty at a death.

An emulated processor that others slow carries fewer; the gate has a sample of it
(`tests/image/test_many_calls.py`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from build.lib.cache import remove
from build.lib.vm.waiting import TooLate
from tests.campaign.plan import Campaign
from tests.image.at_rest import at_rest
from tests.image.harness import Guest, GuestFault, Machine, usual_box
from tests.image.harness.boxes import image_under_test
from tests.image.harness.far_ends import FarEnds
from tests.image.many_calls import Plan, back_alone, carried, outlive
from tests.image.supervisor import Supervisor

# Sixteen desks; the rest go to a SIP telephone. With sixteen calls' sound an emulated processor
# carries none, and starves the rest.
_THIRTY = Plan(calls=30, desks=16, ramp=(2, 4, 8))
_TWENTY = Plan(calls=20, desks=15)
_SURE = 4  # of them it is sure to carry
# Times as long as without a call: appliance/decisions/0055-how-soon-all-are-back.md.
BACK_RATIO = 4.0


class ManyCalls:
    """A case is a box of its own. `folder` keeps what was measured."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._kept = folder, folder / "figures.json"
        self._tries = {"thirty-at-once": self._thirty, "twenty-at-a-death": self._twenty}

    def cases(self) -> Sequence[str]:
        """The lighter one last, as it stands on the other."""
        return list(self._tries)

    def bad(self, case: str) -> str | None:
        """What was not as it must be."""
        try:
            with at_rest(self._machine()) as guest:
                supervisor = Supervisor(guest)
                supervisor.from_now_on()
                measured = self._tries[case](guest, FarEnds(guest), supervisor)
        except (AssertionError, GuestFault, TooLate) as failed:
            return f"{type(failed).__name__}: {failed}"
        self._kept.write_text(json.dumps(self._figures() | measured))
        return None

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """Calls with sound both ways at once, and seconds until each was back."""
        del tried
        return self._figures()

    def _figures(self) -> dict[str, float]:
        read: dict[str, float] = json.loads(self._kept.read_text()) if self._kept.exists() else {}
        return read

    def _machine(self) -> Machine:
        work = self._folder / "box"
        remove(work)
        work.mkdir()
        return usual_box(image_under_test(), work, uefi=True, board="q35")

    def _thirty(self, box: Guest, ends: FarEnds, supervisor: Supervisor) -> dict[str, float]:
        sounded = carried(box, ends, supervisor, _THIRTY)
        assert sounded >= _SURE, f"sound on {sounded} calls at once, not on {_SURE}"
        return {"calls_at_once": _THIRTY.calls, "with_sound_both_ways": sounded}

    def _twenty(self, box: Guest, ends: FarEnds, supervisor: Supervisor) -> dict[str, float]:
        alone = back_alone(box, supervisor)
        print(f"without a call all were back after {alone} s", flush=True)
        away = outlive(box, ends, supervisor, _TWENTY, within=BACK_RATIO * alone)
        return figures_of(alone, away)


def figures_of(alone: float, away: Mapping[str, float]) -> dict[str, float]:
    """Seconds until all were back without a call and with twenty, their ratio, and each's own."""
    last = max(away.values())
    each = {name.partition(".")[0].replace("-", "_"): seconds for name, seconds in away.items()}
    return {
        "all_back_without_calls_s": alone, "all_back_after_s": last, "ratio": last / alone,
        **{f"{name}_back_after_s": seconds for name, seconds in each.items()},
    }  # fmt: skip


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """Nothing to prepare; chance has no part in it."""
    del seed
    yield ManyCalls(folder)
