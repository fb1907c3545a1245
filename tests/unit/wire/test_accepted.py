"""Which accounts there may be, all that is wrong at once."""

import pytest

from appliance.wire.accepted import refusals


@pytest.mark.parametrize(
    ("name", "password", "fields"),
    [
        ("anna", "forty red bicycles", []),
        ("", "forty red bicycles", ["user"]),
        ("", "short", ["user", "password"]),
        ("anna", "short", ["password"]),
        ("bicycles", "forty red bicycles", ["password"]),
        ("anna", "aaaaaaaaaaaaab", ["password"]),
        ("anna", "x" * 300, ["password"]),
    ],
)
def test_each_fault_has_its_field(name: str, password: str, fields: list[str]) -> None:
    assert [each.field for each in refusals(name, password)] == fields
