"""The exchange's own process, which its keeper starts; the unit's main process is the keeper."""

from __future__ import annotations

from tests.image.harness import Inside

_KEEPER = "systemctl show --property=MainPID --value asterisk.service"
PROCESS = f"$(pgrep --parent $({_KEEPER}))"
"""Its number, for a shell in the box; empty while it does not run."""


def process_of(box: Inside) -> str:
    """Its number; empty while it does not run."""
    return box.run(["/bin/sh", "-c", f"echo {PROCESS}"]).out.strip()


def keeper_of(box: Inside) -> str:
    """The number of the unit's main process; `0` while the unit does not run."""
    return box.run(_KEEPER.split()).out.strip()
