"""Every function from a SIP telephone and from an analogue one, by calls that are heard.

SIP telephones are at the box's Asterisk in its root, where neither supervisor nor web page ever
runs; analogue ones in the sockets of one booted box.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.campaign.functions.network import Network, network
from tests.campaign.functions.scene import Scene
from tests.campaign.functions.sockets import Sockets, sockets
from tests.campaign.functions.table import (
    ANALOGUE,
    FUNCTIONS,
    KINDS,
    SIP,
    SUPERVISED,
    has,
    printed,
)
from tests.campaign.plan import Campaign, Journal
from tests.image.harness import GuestFault

RUNNING, RESTARTED, ALONE = "running", "restarted", "alone"
_STATES = {SIP: (ALONE, RESTARTED), ANALOGUE: (RUNNING, RESTARTED, ALONE)}
# An emulated processor loses some sound, and with it a key or a display now and then.
_TRIES = {SIP: 1, ANALOGUE: 3}


class Functions:
    """A case is a function, the kind of telephone, and the state of the box."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        self._network: Network | None = None
        self._sockets: Sockets | None = None
        self._entered = ("", "")

    def cases(self) -> Sequence[str]:
        """One state after the other, as each costs a restart."""
        return [
            f"{function}-{kind}-{state}"
            for kind in KINDS
            for state in _STATES[kind]
            for function in FUNCTIONS
            if has(function, kind) and not _stopped(function, kind, state)
        ]

    def bad(self, case: str) -> str | None:
        """What was not heard, or was not to be heard, in all tries."""
        function, kind, state = case.rsplit("-", 2)
        scene = self._scene(kind, state)
        faults: list[str] = []
        for _ in range(_TRIES[kind]):
            fault = _played(function, scene)
            if fault is None:
                break
            print(f"{case}: {fault}", flush=True)
            faults.append(fault)
        else:
            return " | ".join(faults)
        return None

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """`FUNCTION_KIND`: 1 for proved in all states that were tried, else 0; and the table."""
        outcomes = Journal(self._folder / "journal").outcomes
        proved: dict[str, float] = {}
        for case in tried:
            function, kind, _ = case.rsplit("-", 2)
            key = f"{function}_{kind}"
            proved[key] = min(proved.get(key, 1.0), 0.0 if outcomes.get(case) else 1.0)
        print(printed(proved), flush=True)
        return dict(sorted(proved.items()))

    def _scene(self, kind: str, state: str) -> Scene:
        """In that state."""
        scene, enter = self._by_network(state) if kind == SIP else self._by_sockets(state)
        if self._entered != (kind, state):
            enter()
            self._entered = (kind, state)
        return scene

    def _by_network(self, state: str) -> tuple[Scene, Callable[[], None]]:
        if self._network is None:
            root = Path(os.environ["LINEMAN_ASTERISK_ROOT"])
            self._network = self._stack.enter_context(network(root))
        made = self._network
        return made, {ALONE: made.clear, RESTARTED: made.restart}[state]

    def _by_sockets(self, state: str) -> tuple[Scene, Callable[[], None]]:
        if self._sockets is None:
            self._sockets = self._stack.enter_context(sockets(self._folder / "box"))
        made = self._sockets
        entered = {RUNNING: made.running, RESTARTED: made.restarted, ALONE: made.alone}
        return made, entered[state]


def _stopped(function: str, kind: str, state: str) -> bool:
    """Whether it needs a supervisor that is stopped; among SIP telephones the test stands in."""
    return function in SUPERVISED and kind == ANALOGUE and state == ALONE


def _played(function: str, scene: Scene) -> str | None:
    """What went wrong; whoever comes next finds everybody idle."""
    try:
        try:
            FUNCTIONS[function](scene)
        finally:
            scene.clear()
    except (AssertionError, GuestFault, OSError) as error:
        return f"{type(error).__name__}: {error}"
    return None


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """Each office is opened when the first of its cases is tried; chance has no part in it."""
    del seed
    with ExitStack() as stack:
        yield Functions(folder, stack)
