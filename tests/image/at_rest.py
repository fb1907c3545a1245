"""A box whose start is over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.image.harness import Guest, Machine
from tests.image.harness.boxes import wait_for_dial_tone
from tests.image.supervisor import Supervisor


def settle(guest: Guest) -> None:
    """Wait for dial tone, for its first settings, and until nothing is left to start."""
    wait_for_dial_tone(guest)
    Supervisor(guest).wait_for_settings()
    waited = ["systemctl", "is-system-running", "--wait"]
    state = guest.run(waited, seconds=300, check=False).out.strip()
    failed = guest.run(["systemctl", "list-units", "--failed", "--plain", "--no-legend"]).out
    assert (state, failed) == ("running", "")


@contextmanager
def at_rest(machine: Machine) -> Iterator[Guest]:
    """The machine, on as long as the block runs."""
    with Guest(machine) as guest:
        settle(guest)
        yield guest
