"""The steps of the dialplan that a running Asterisk goes through, as it logs them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from appliance.whatif.dialplan import Place
from tests.integration.asterisk.real_asterisk import RealAsterisk

# Arguments of several lines are a file's, which the dialplan writes at once.
_STEP = re.compile(
    r"Executing \[(?P<exten>[^\n]+?)@(?P<context>[^@:\]]+):(?P<priority>\d+)\]"
    r' (?P<application>\w+)\("(?P<channel>[^"]+)", "(?P<arguments>.*?)"\) in new stack\n',
    re.DOTALL,
)
_END = b" in new stack\n"


@dataclass(frozen=True, slots=True)
class Done:
    """One step, its arguments filled in."""

    channel: str
    exten: str
    context: str
    priority: int
    application: str
    arguments: str

    @property
    def place(self) -> Place:
        return Place(self.context, self.exten, self.priority)

    def __str__(self) -> str:
        at = f"{self.exten}@{self.context}:{self.priority}"
        return f"[{at}] {self.application}({self.arguments})"


def cause_of(steps: Sequence[Done]) -> int:
    """With which cause the dialplan hung up.

    A BYE that has to wait for the answer to a re-INVITE tells none (res_pjsip_rfc3326.c: by then
    the channel is gone).
    """
    last = steps[-1] if steps else None
    said = last.arguments if last is not None and last.application == "Hangup" else ""
    return int(said or 16)


def log_steps(asterisk: RealAsterisk) -> None:
    """Until it ends it writes what `Trace` reads."""
    asterisk.console("logger add channel trace verbose(5)")
    asterisk.console("core set verbose 5")


class Trace:
    """What `log_steps` makes an Asterisk write, read as it grows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = 0

    def take(self) -> list[Done]:
        """The steps since the last time."""
        with self._path.open("rb") as opened:
            opened.seek(self._read)
            text = opened.read()
        last = text.rfind(_END)
        whole = text[: last + len(_END)] if last >= 0 else b""
        self._read += len(whole)
        return [_done(each) for each in _STEP.finditer(whole.decode(errors="replace"))]


def _done(found: re.Match[str]) -> Done:
    return Done(
        found["channel"],
        found["exten"],
        found["context"],
        int(found["priority"]),
        found["application"],
        found["arguments"],
    )
