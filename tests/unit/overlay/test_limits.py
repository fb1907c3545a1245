"""One limit is one number, in whatever file it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from appliance.wire.protocol import LARGEST_UPDATE
from appliance.wire.sounds import LARGEST_SOUND
from tests.unit.tree import TREE
from webui.api.table import ROUTES
from webui.app import LARGEST_BODY
from webui.forms import LONGEST_VALUE
from webui.pages import people_table
from webui.upload import LARGEST_TABLE

_OVERLAY = TREE / "rootfs-overlay"


def _found(pattern: str, place: str) -> list[str]:
    return re.findall(pattern, (_OVERLAY / place).read_text(), re.MULTILINE)


def test_an_update_may_be_as_large_whichever_way_it_comes() -> None:
    pattern = r"client_max_body_size (\d+)m;\n\t\t\tclient_body"
    through_page, through_api = _found(pattern, "etc/nginx/nginx.conf")
    assert through_page == through_api
    assert int(through_page) << 20 == LARGEST_BODY > LARGEST_UPDATE
    assert _found(r"^max-bundle-download-size=(\d+)", "etc/rauc/system.conf") == [
        str(LARGEST_UPDATE)
    ]


def test_a_table_of_people_comes_through_as_large_as_the_page_takes_it() -> None:
    pattern = r"location = /people/import {\n\t\t\tclient_max_body_size (\d+)m;"
    (through_front,) = _found(pattern, "etc/nginx/nginx.conf")
    again = -(-LARGEST_TABLE // 3) * 4  # as the form has it the second time
    assert int(through_front) << 20 == people_table.LARGEST_FORM > again + LONGEST_VALUE


@pytest.mark.parametrize(
    ("location", "largest"),
    [
        (r"= /api/v1/sounds", LARGEST_SOUND),
        (r"~ \^/api/v1/draft/people/table\(/plan\)\?\$", LARGEST_TABLE),
        (r"= /api/v1/update/bundle", LARGEST_UPDATE),
    ],
)
def test_what_a_program_sends_comes_through_as_large_as_its_route_takes_it(
    location: str, largest: int
) -> None:
    pattern = f"location {location} {{[^}}]*client_max_body_size (\\d+)m;"
    (through_front,) = _found(pattern, "etc/nginx/nginx.conf")
    assert int(through_front) << 20 >= largest
    assert largest in {route.largest for route in ROUTES}


def test_root_learns_of_virtual_cards_where_only_root_writes() -> None:
    """The supervisor's user may make files in /run/lineman."""
    inventory = (TREE / "appliance/hardware/inventory.py").read_text()
    (named,) = re.findall(r'(?m)^VIRTUAL_SPANS = Path\("(.*)"\)$', inventory)
    spans = Path(named)
    assert spans.parent.parent.as_posix() == "/run"
    place = spans.parent.as_posix()
    assert place != "/run/lineman"
    libexec = "usr/lib/lineman/libexec"
    assert _found(r"^run=(\S+)", f"{libexec}/virtual-cards") == [place]
    assert _found(r"^virtual=(\S+)", f"{libexec}/cards") == [named]
    units = _OVERLAY / "usr/lib/systemd/system"
    folders = {
        f"/run/{name}"
        for unit in units.rglob("*")
        if unit.is_file()
        for line in re.findall(r"(?m)^RuntimeDirectory=(.*)$", unit.read_text())
        for name in line.split()
    }
    assert folders
    assert place not in folders
