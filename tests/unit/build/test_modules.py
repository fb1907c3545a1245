"""Module lists are promises: what is named is built, and nothing else."""

from __future__ import annotations

import pytest

from build.lib.asterisk import CHANGES, check_modules, listed_modules
from build.lib.settings import BuildError


def test_comments_and_build_options_are_no_modules() -> None:
    assert listed_modules("# apps\napp_dial  # calls\nENABLE_SRTP\nastcanary\n") == {"app_dial"}


def test_the_trees_list_holds_what_line_cards_need_and_no_shell() -> None:
    listed = listed_modules((CHANGES / "modules.list").read_text())
    assert {"chan_dahdi", "chan_pjsip", "cel_custom", "res_timing_dahdi", "app_queue"} <= listed
    assert "func_shell" not in listed


@pytest.mark.parametrize(
    ("built", "reason"),
    [({"app_dial"}, "not built: chan_dahdi"), ({"app_dial", "chan_dahdi", "x"}, "not listed: x")],
)
def test_a_difference_fails_the_build(built: set[str], reason: str) -> None:
    with pytest.raises(BuildError, match=reason):
        check_modules(built, {"app_dial", "chan_dahdi"})
