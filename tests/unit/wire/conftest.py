"""The door of a box with an administrator and somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from appliance.wire.roles import Role
from tests.fakes.door import OTHER, PASSWORD, Box


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    made = Box(tmp_path)
    made.admission.door.users.set("anna", PASSWORD, Role.ADMIN)
    made.admission.door.users.set("ivan", OTHER, Role.EMPLOYEE, "ivan")
    yield made
    for path in tmp_path.iterdir():
        with suppress(FileNotFoundError):  # a writer's, which is in its place by now
            assert path.stat().st_mode & 0o077 == 0, f"{path.name} is for its owner alone"
