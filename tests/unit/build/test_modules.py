"""Module lists are promises: what is named is built, and nothing else."""

from __future__ import annotations

import pytest

from appliance.compiler.asterisk.modules_conf import MODULES
from build.lib.asterisk import CHANGES, check_modules, listed_modules
from build.lib.settings import BuildError


def test_comments_and_build_options_are_no_modules() -> None:
    assert listed_modules("# apps\napp_dial  # calls\nENABLE_SRTP\nastcanary\n") == {"app_dial"}


def test_what_is_built_is_what_the_box_loads() -> None:
    listed = listed_modules((CHANGES / "modules.list").read_text())
    assert listed == {module for group in MODULES.values() for module in group}


@pytest.mark.parametrize(
    ("built", "reason"),
    [({"app_dial"}, "not built: chan_dahdi"), ({"app_dial", "chan_dahdi", "x"}, "not listed: x")],
)
def test_a_difference_fails_the_build(built: set[str], reason: str) -> None:
    with pytest.raises(BuildError, match=reason):
        check_modules(built, {"app_dial", "chan_dahdi"})
