"""What the booted box says of errors."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.image.harness import Guest

_REASONS = Path(__file__).with_name("journal-errors")


def _reasons() -> list[re.Pattern[str]]:
    """Errors that may be logged; each line of the list gives its reason."""
    listed = [line for line in _REASONS.read_text().splitlines() if line and line[0] != "#"]
    pairs = [line.split("\t") for line in listed]
    assert all(len(pair) == 2 and pair[1].strip() for pair in pairs), "an error without a reason"
    return [re.compile(pattern) for pattern, _reason in pairs]


def errors(guest: Guest) -> list[str]:
    """Errors since the start that is up, by who logged them, but for those with a reason."""
    lines = guest.run(["journalctl", "--boot", "--priority=err", "--output=json"]).out
    told = [json.loads(line) for line in lines.splitlines()]
    known = _reasons()
    return [
        f"{entry.get('_SYSTEMD_UNIT', 'kernel')}: {entry['MESSAGE']}"
        for entry in told
        if not any(pattern.search(str(entry["MESSAGE"])) for pattern in known)
    ]
