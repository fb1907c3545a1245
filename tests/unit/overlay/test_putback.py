"""What the timer's own program wakes when it puts the committed generation back."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from appliance.apply.impact import (
    CARDS_UNIT,
    EXCHANGE_UNIT,
    FIREWALL_UNIT,
    NAME_UNIT,
    NETWORK_UNIT,
    ON_CHANGE,
    TIME_UNIT,
    Impact,
)
from tests.fakes.putback import LIBEXEC, put_back

_RESTART, _CARDS = [f"restart {EXCHANGE_UNIT}"], [f"restart {CARDS_UNIT}"]
_CHANNELS = "asterisk/dahdi-channels.conf"
# What one unit alone reads.
_BESIDE = {
    "network/ports": NETWORK_UNIT,
    "network/name": NAME_UNIT,
    "network/time": TIME_UNIT,
    "firewall/sets": FIREWALL_UNIT,
}
_ALL_BESIDE = [f"restart {unit}" for unit in _BESIDE.values()]
# What a reload of the exchange does not take back.
_HEAVY = sorted(
    {
        _CHANNELS,
        *(path for path, verb in ON_CHANGE.items() if verb and verb.impact > Impact.RELOAD),
        *(path for path in ON_CHANGE if path.startswith("dahdi/")),
    }
    - {*_BESIDE}
)
_LIGHT = sorted(set(ON_CHANGE) - {*_HEAVY, *_BESIDE})


class Box:
    """The folders the program knows, below one of our own, and a systemctl that takes notes."""

    def __init__(self, folder: Path) -> None:
        self.run = folder / "run"
        self.slot = folder / "slot"
        self._tools = folder / "tools"
        for name in ("000001", "000002"):
            self._generation(name)
        (self.slot / "committed").symlink_to("generations/000001")
        self.run.mkdir()
        self.held("000001")
        self.use("000002")

    def _generation(self, name: str) -> None:
        for path in ON_CHANGE:
            file = self.slot / "generations" / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"; {path}\n")
        self._sum(name)

    def _sum(self, name: str) -> None:
        folder = self.slot / "generations" / name
        argv = ["sha256sum", *sorted(ON_CHANGE)]
        done = subprocess.run(argv, cwd=folder, check=True, capture_output=True)
        (folder / "manifest").write_bytes(done.stdout)

    def use(self, name: str) -> None:
        """Make a generation the one that Asterisk reads."""
        link = self.run / "active"
        link.unlink(missing_ok=True)
        link.symlink_to(self.slot / "generations" / name)

    def other(self, path: str) -> None:
        """The generation on trial has another file here."""
        (self.slot / "generations/000002" / path).write_text("; another\n")

    def without(self, path: str) -> None:
        (self.slot / "generations/000002" / path).unlink()

    def held(self, *names: str) -> None:
        """What those who read it may hold, as the supervisor notes it."""
        folder = self.slot / "generations"
        (self.run / "held").write_text("".join(f"{folder / name}\n" for name in names))

    def holds(self) -> list[str]:
        return [Path(line).name for line in (self.run / "held").read_text().splitlines()]

    def put_back(self, refused: str = "", dies: int = 0) -> list[str]:
        """What systemd was told."""
        return put_back(self.run, self.slot, self._tools, refused, dies)

    def active(self) -> str:
        return (self.run / "active").readlink().name


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


@pytest.mark.parametrize("path", _HEAVY)
@pytest.mark.parametrize("gone", [False, True], ids=["another", "gone"])
def test_what_no_reload_takes_back_restarts_the_exchange(box: Box, path: str, gone: bool) -> None:
    if gone:
        box.without(path)
    else:
        box.other(path)
    cards = _CARDS if path.startswith("dahdi/") else []
    assert box.put_back() == [*cards, *_RESTART]
    assert box.active() == "000001"


@pytest.mark.parametrize("path", _LIGHT)
def test_what_a_reload_takes_back_ends_no_call(box: Box, path: str) -> None:
    box.other(path)
    assert box.put_back() == [f"reload {EXCHANGE_UNIT}"]
    assert box.active() == "000001"


@pytest.mark.parametrize("refused", ["", "restart"])
@pytest.mark.parametrize("path", _BESIDE)
def test_what_one_unit_reads_it_reads_again_whatever_comes_of_it(
    box: Box, path: str, refused: str
) -> None:
    box.other(path)
    assert box.put_back(refused) == [f"restart {_BESIDE[path]}", f"reload {EXCHANGE_UNIT}"]
    assert box.holds() == (["000001", "000002"] if refused else ["000001"])


def test_an_exchange_that_cannot_reload_is_restarted(box: Box) -> None:
    box.other("asterisk/extensions.conf")
    assert box.put_back(refused="reload") == [f"reload {EXCHANGE_UNIT}", *_RESTART]


def test_what_is_committed_is_left_alone(box: Box) -> None:
    box.use("000001")
    assert box.put_back() == []


def test_what_was_put_back_and_not_read_is_read(box: Box) -> None:
    """The supervisor died, or was refused, when only the link was back."""
    box.other("asterisk/extensions.conf")
    box.use("000001")
    box.held("000001", "000002")
    assert box.put_back() == [f"reload {EXCHANGE_UNIT}"]
    assert box.holds() == ["000001"]
    assert box.put_back() == []


@pytest.mark.parametrize("noted", [None, "000003"], ids=["no note", "a generation that is gone"])
def test_what_is_not_known_is_read_whole(box: Box, noted: str | None) -> None:
    box.use("000001")
    if noted is None:
        (box.run / "held").unlink()
    else:
        box.held(noted)
    assert box.put_back() == [*_ALL_BESIDE, *_CARDS, *_RESTART]
    assert box.holds() == ["000001"]


def test_killed_on_its_own_way_it_begins_again(box: Box) -> None:
    box.other(_CHANNELS)
    box.other("firewall/sets")
    for dies in (1, 2):
        assert len(box.put_back(dies=dies)) == dies
        assert box.holds() == ["000001", "000002"]
        assert box.active() == "000001"
    assert box.put_back() == [f"restart {FIREWALL_UNIT}", *_RESTART]
    assert box.holds() == ["000001"]


def test_every_file_the_program_names_is_one_that_is_written() -> None:
    program = (LIBEXEC / "putback").read_text()
    named = set(re.findall(r"\b(?:asterisk|dahdi)/[\w.-]+", program))
    assert named == set(_HEAVY)
    assert set(re.findall(r"\b(?:network|firewall)/[\w.-]+", program)) == set(_BESIDE)
