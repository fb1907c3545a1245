"""Every function by its name, and the kinds of telephone that have it."""

from __future__ import annotations

from collections.abc import Mapping

from tests.campaign.functions import answering, away, lines, mailboxes, numbers, queues, talking
from tests.campaign.functions.scene import Play

SIP, ANALOGUE = "sip", "analogue"
KINDS = (SIP, ANALOGUE)
_MODULES = (talking, away, numbers, lines, answering, mailboxes, queues)


def _plays() -> Mapping[str, Play]:
    found = {
        name.replace("_", "-"): play
        for module in _MODULES
        for name, play in vars(module).items()
        if name[0] != "_" and getattr(play, "__module__", "") == module.__name__
    }
    return dict(sorted(found.items()))


FUNCTIONS = _plays()
_BY_HOOK = frozenset({"three-way-by-flash"})
"""A SIP telephone has no hook to tap; it joins three by a key of its own, unknown to the box."""
SUPERVISED = frozenset({"emergency-told", "voicemail-by-mail"})
"""What the supervisor does beside the calls."""


def has(function: str, kind: str) -> bool:
    """Whether such telephones have it."""
    return kind == ANALOGUE or function not in _BY_HOOK


def printed(proved: Mapping[str, float]) -> str:
    """The table: `proved` by `FUNCTION_KIND`; what is still to be tried is a dot."""
    widest = max(map(len, FUNCTIONS))
    lines = [f"{'function':{widest}}  {SIP:8}  {ANALOGUE}"]
    for function in FUNCTIONS:
        cells = [_cell(proved, function, kind) for kind in KINDS]
        lines.append(f"{function:{widest}}  {cells[0]:8}  {cells[1]}".rstrip())
    return "\n".join(lines)


def _cell(proved: Mapping[str, float], function: str, kind: str) -> str:
    if not has(function, kind):
        return "-"
    value = proved.get(f"{function}_{kind}")
    return "." if value is None else "yes" if value else "NO"
