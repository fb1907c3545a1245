"""Sound counts as heard when enough of the last half seconds were whole."""

from __future__ import annotations

import pytest

from tests.image.office import STEADY_DBM0, Sound, comes_through

_WINDOWS = {
    "#": Sound(0.99, STEADY_DBM0),
    "t": Sound(0.7, STEADY_DBM0),  # torn
    "q": Sound(0.99, STEADY_DBM0 - 6),  # too quiet
    ".": Sound(0.0, -99.0),
}


@pytest.mark.parametrize(
    ("heard", "through"),
    [
        ("", False),
        ("#", False),
        ("##", False),
        ("###", True),
        ("#.#t#", True),
        ("#.....#", False),
        ("###....", False),
        ("###...", True),
        ("tttttt", False),
        ("qqqqqq", False),
    ],
)
def test_half_of_the_last_windows_must_be_whole(heard: str, through: bool) -> None:
    assert comes_through([_WINDOWS[window] for window in heard]) is through
