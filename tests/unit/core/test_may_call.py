"""Whether a telephone's rights open what it would dial."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.keys import Key
from appliance.core.may_call import closed_direction
from appliance.core.roles import DirectionDiffers, Rights
from appliance.core.roles import Role as Rank
from appliance.core.text import DisplayName
from tests.machines.offices import after, sip
from tests.machines.parts import person


def _office(rights: Rights, *differences: DirectionDiffers) -> Config:
    config = after(
        sip("301", "Telephone"),
        Put(Rank(Key("member"), DisplayName("Member"), rights)),
        person("301", "Head", role="member"),
    )
    (head,) = config.people
    return replace(config, people=(replace(head, differences=differences),))


ABROAD = "8 10 44 20 7946 0000".replace(" ", "")
OPENED = DirectionDiffers(Direction.INTERNATIONAL, allowed=True)


@pytest.mark.parametrize(
    ("config", "dialled", "closed"),
    [
        (_office(Rights()), ABROAD, Direction.INTERNATIONAL),
        (_office(Rights()), "+442079460000", Direction.INTERNATIONAL),
        (_office(Rights(), OPENED), ABROAD, None),
        (_office(Rights(directions=())), "89161234567", Direction.MOBILE),
        (_office(Rights(directions=())), "301", None),
        (_office(Rights(directions=())), "112", None),
        (_office(Rights()), f"#1{ABROAD}", None),  # the dial plan tells what stands behind a code
        (_office(Rights()), "*65", None),
    ],
)
def test_what_is_never_open_is_named(
    config: Config, dialled: str, closed: Direction | None
) -> None:
    assert closed_direction(config, "301", dialled) is closed
