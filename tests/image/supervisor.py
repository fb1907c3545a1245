"""The box's supervisor, asked through its own socket as `lineman` asks it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

from appliance.wire.answers import Denied, Failed, Refused
from appliance.wire.history import GetHistory
from appliance.wire.kinds import Request
from appliance.wire.protocol import (
    AnyRequest,
    Ask,
    GetExtensions,
    RenameExtension,
    decode_answer,
    encode,
)
from appliance.wire.views import PastCall
from build.lib.vm.waiting import wait_until
from tests.image.harness import GuestFault, Inside

A = TypeVar("A")
_ASK = Path(__file__).with_name("inside") / "ask.py"


class Supervisor:
    """What the supervisor of `guest` says to root."""

    def __init__(self, guest: Inside) -> None:
        self._guest = guest
        self._before: frozenset[str] = frozenset()

    def ask(self, request: Request[A]) -> A:
        """Its answer; a refusal is a failure of the test."""
        asked = encode(Ask(cast("AnyRequest", request), console=True))
        argv = ["python3", "-IBc", _ASK.read_text()]
        answer = decode_answer(self._guest.run(argv, stdin=asked, seconds=120).raw)
        if isinstance(answer, Denied | Failed | Refused):
            raise GuestFault(f"{request}: {answer}")
        return cast("A", answer)

    @property
    def revision(self) -> int:
        """The configuration's revision now."""
        return self.ask(GetExtensions()).revision

    def rename(self, number: str, name: str) -> None:
        """Give the owner of an extension a name."""
        self.ask(RenameExtension(base=self.revision, number=number, name=name))

    def past(self, limit: int = 50) -> tuple[PastCall, ...]:
        """The newest calls that ended."""
        return self.ask(GetHistory(limit=limit)).calls

    def from_now_on(self) -> None:
        """Calls that have ended already are no record of what is to come."""
        self._before = frozenset(call.key for call in self.past())

    def fresh(self) -> tuple[PastCall, ...]:
        """The newest calls that ended from the moment of `from_now_on`."""
        return tuple(call for call in self.past() if call.key not in self._before)

    def newest(self, fits: Callable[[PastCall], bool], *, seconds: float = 60) -> PastCall:
        """Wait for a record that `fits`; the newest of them."""

        def look() -> PastCall | None:
            return next((call for call in self.fresh() if fits(call)), None)

        return wait_until(look, "a record that fits", seconds=seconds, every=1)

    def record_of(self, caller: str, dialled: str) -> PastCall:
        """Wait for the newest record of a call between these two."""
        return self.newest(lambda call: (call.caller, call.dialled) == (caller, dialled))

    def wait_for_settings(self, *, seconds: float = 300) -> None:
        """Wait until it has made the first settings out of the cards it found."""

        def look() -> bool:
            try:
                return any(e.number == "201" for e in self.ask(GetExtensions()).extensions)
            except GuestFault:  # it has not started yet
                return False

        wait_until(look, "the first settings", seconds=seconds, every=1)
