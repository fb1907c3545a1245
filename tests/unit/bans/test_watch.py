"""Wrong passwords as Asterisk tells of them become bans, and bans are lifted when asked."""

from __future__ import annotations

from pathlib import Path

from appliance.asterisk.ami_codec import Packet
from appliance.bans import kept
from appliance.bans.watch import Watch
from appliance.core.bans import LASTS, LIFTING, MOST_GUESSES, UNBAN, Ban
from appliance.core.errors import Fault

_WHO, _OTHER = "192.0.2.9", "192.0.2.10"


class _Box:
    """What nft was given, and the time."""

    def __init__(self, place: Path, *, refuses: bool = False) -> None:
        self.place, self.refuses = place, refuses
        self.now = 1000.0
        self.loaded: list[str] = []
        self.watch = Watch(place, self._load, lambda: self.now)
        if not refuses:
            self.watch.begin()

    def _load(self, script: str) -> None:
        if self.refuses:
            raise Fault("no")
        self.loaded.append(script)

    def guess(self, times: int, who: str = _WHO, account: str = "301") -> None:
        for _ in range(times):
            self.watch.event(
                _event(
                    "ChallengeResponseFailed",
                    RemoteAddress=f"IPV4/UDP/{who}/5060",
                    AccountID=account,
                )
            )

    def lift(self, address: str = "") -> None:
        self.watch.event(_event("UserEvent", UserEvent=UNBAN, Address=address))

    def banned(self) -> list[str]:
        return [ban.address for ban in kept.read(self.place)]


def _event(name: str, **fields: str) -> Packet:
    return Packet((("Event", name), *fields.items()))


def test_who_guesses_is_banned_once_and_it_is_kept(tmp_path: Path) -> None:
    box = _Box(tmp_path / "bans.json")
    box.guess(MOST_GUESSES - 1)
    assert box.banned() == []
    box.guess(3, account="30\x071")
    assert box.loaded[1:] == [f"add element inet lineman banned {{ {_WHO} timeout 3600s }}\n"]
    assert kept.read(box.place) == (Ban(_WHO, 1000, 1000 + LASTS, MOST_GUESSES, "301"),)


def test_who_starts_again_bans_the_same_for_the_rest_of_the_time(tmp_path: Path) -> None:
    box = _Box(tmp_path / "bans.json")
    box.guess(MOST_GUESSES)
    again = Watch(box.place, box.loaded.append, lambda: 1600.0)
    again.begin()
    assert box.loaded[-1] == (
        "flush set inet lineman banned\n"
        f"add element inet lineman banned {{ {_WHO} timeout 3000s }}\n"
    )


def test_one_ban_is_lifted_or_all(tmp_path: Path) -> None:
    box = _Box(tmp_path / "bans.json")
    for who in (_WHO, _OTHER):
        box.guess(MOST_GUESSES, who)
    box.watch.event(_event("UserEvent", UserEvent="Other", Address=""))
    box.watch.event(_event("ExtensionStatus", Hint="Custom:DND301"))
    assert sorted(box.banned()) == [_OTHER, _WHO]
    box.lift(_WHO)
    assert box.banned() == [_OTHER]
    assert _WHO not in box.loaded[-1]
    box.lift()
    assert box.banned() == []
    box.guess(MOST_GUESSES)
    assert box.banned() == [_WHO]
    box.watch.event(_event("ExtensionStatus", Hint=LIFTING))  # as a telephone's code does
    assert box.banned() == []


def test_what_ended_is_forgotten(tmp_path: Path) -> None:
    box = _Box(tmp_path / "bans.json")
    box.guess(MOST_GUESSES)
    box.now += LASTS - 1
    box.watch.tidy()
    assert box.banned() == [_WHO]
    box.now += 1
    box.watch.tidy()
    assert box.banned() == []


def test_a_firewall_that_refuses_bans_nobody(tmp_path: Path) -> None:
    box = _Box(tmp_path / "bans.json", refuses=True)
    box.guess(2 * MOST_GUESSES)
    assert box.banned() == []
    box.refuses = False
    box.guess(MOST_GUESSES)
    assert box.banned() == [_WHO]


def test_a_file_of_nobodys_is_no_ban(tmp_path: Path) -> None:
    place = tmp_path / "bans.json"
    for text in ("", "[1]", '[{"address": "x"}]', "{"):
        place.write_text(text)
        assert kept.read(place) == ()
    assert kept.read(tmp_path / "none") == ()
