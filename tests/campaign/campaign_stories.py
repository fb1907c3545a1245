"""Every call story as real calls in the real Asterisk; the rows are judged.

A row is right when it says of the call what the table of stories says, and of its length what the
telephones' own clock says.
"""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.campaign.plan import Campaign
from tests.integration.asterisk.stories.judging import faults, talk_of
from tests.integration.asterisk.stories.stage import Stage
from tests.integration.asterisk.stories.telling import CUTS, STORIES, Heard, tell, telling

_ROUNDS = 1


class Stories:
    """A case is a story and its round. One Asterisk for those that leave it alive."""

    def __init__(self, root: Path, stage: Stage) -> None:
        self._root, self._stage = root, stage
        self._calls = 0
        self._worst = 0.0

    def cases(self) -> Sequence[str]:
        """`story-round`."""
        return [f"{name}-{round_}" for round_ in range(_ROUNDS) for name in (*STORIES, *CUTS)]

    def bad(self, case: str) -> str | None:
        """What the history says otherwise."""
        name = case.rpartition("-")[0]
        try:
            heard = self._heard(name)
        except (AssertionError, TimeoutError) as error:
            return f"could not be told: {error!r}"
        self._calls += len(heard.calls)
        if heard.talked:
            self._worst = max(self._worst, abs(talk_of(heard) - heard.talked))
        return "; ".join(faults(name, heard)) or None

    def _heard(self, name: str) -> Heard:
        if name in STORIES:
            return tell(self._stage, name)
        with telling(self._root) as stage:
            return tell(stage, name)

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """Stories and calls; how far rows and telephones were apart at most, in seconds."""
        stories = {case.rpartition("-")[0] for case in tried}
        return {
            "stories": len(stories),
            "calls": self._calls,
            "worst_talk_difference": round(self._worst, 3),
        }


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """Everybody in place."""
    del seed, folder
    root = Path(os.environ["LINEMAN_ASTERISK_ROOT"])
    with ExitStack() as stack:
        yield Stories(root, stack.enter_context(telling(root)))
