"""What a unit may and its user may not is out of that user's reach."""

from __future__ import annotations

import re

from tests.unit.tree import TREE

_UNITS = TREE / "rootfs-overlay/usr/lib/systemd/system"


def test_a_program_with_more_rights_than_its_user_runs_nothing_that_the_user_keeps() -> None:
    """Python runs `usercustomize` and `.pth` of its user's home, unless it is isolated."""
    privileged = {
        unit.name: started[1]
        for unit in _UNITS.rglob("*.service")
        if re.search(r"(?m)^AmbientCapabilities=CAP_", text := unit.read_text())
        and (started := re.search(r"(?m)^ExecStart=(.*python3.*)$", text))
    }
    assert "lineman-bans.service" in privileged
    assert {name for name, words in privileged.items() if " -I " not in words} == set()
