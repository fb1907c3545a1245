"""Module lists are promises: what is named is built, and nothing else."""

from __future__ import annotations

import pytest

from appliance.compiler.asterisk.modules_conf import MODULES
from build.lib.asterisk import CHANGES, check_modules, listed_modules
from build.lib.modules import unclaimed
from build.lib.settings import BuildError
from drivers.catalogue import Model
from drivers.catalogue.model import analogue, pci


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


def _card(*identity: str) -> Model:
    return Model("a4a", "A4A", "wcaxx", pci(*identity), analogue(4))


_ANY = "pci:v0000D161d0000800Fsv*sd*bc*sc*i*"
_ONE = "pci:v0000D161d0000800Fsv0000A159sd*bc*sc*i*"


@pytest.mark.parametrize(
    ("identity", "alias", "claimed"),
    [
        (("d161", "800f"), _ANY, True),
        (("d161", "800f", "a159"), _ANY, True),
        (("d161", "800f", "a159"), _ONE, True),
        (("d161", "800f", "b100"), _ONE, False),
        (("d161", "800f"), _ONE, False),  # the catalogue takes any, the driver one
        (("d161", "800e"), _ANY, False),
    ],
)
def test_a_card_that_its_driver_does_not_take_is_named(
    identity: tuple[str, ...], alias: str, *, claimed: bool
) -> None:
    strangers = unclaimed([_card(*identity)], {"wcaxx": [alias]})
    assert [name.split()[0] for name in strangers] == ([] if claimed else ["a4a"])


def test_another_drivers_word_is_worth_nothing() -> None:
    assert unclaimed([_card("d161", "800f")], {"wctdm": [_ANY], "wcaxx": []})
