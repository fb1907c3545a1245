"""Who guesses passwords is banned in time, and nobody else."""

from __future__ import annotations

import pytest

from appliance.core.bans import (
    LASTS,
    MOST_GUESSES,
    MOST_WATCHED,
    WINDOW,
    Ban,
    Guesses,
    address_of,
    in_force,
)

_WHO, _OTHER = "192.0.2.9", "192.0.2.10"


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("IPV4/UDP/192.0.2.9/5060", "192.0.2.9"),
        ("IPV4/TCP/10.0.0.5/49152", "10.0.0.5"),
        ("IPV4/UDP/127.0.0.1/5060", None),  # the box itself
        ("IPV4/UDP/224.0.1.75/5060", None),
        ("IPV4/UDP/0.0.0.0/5060", None),
        ("IPV6/UDP/2001:db8::1/5060", None),  # nobody speaks SIP over it here
        ("IPV4/UDP/192.0.2.9", None),
        ("IPV4/UDP/192.0.2.9; flush ruleset/1", None),
        ("", None),
    ],
)
def test_only_an_address_of_a_neighbour_or_a_stranger_is_banned(
    remote: str, address: str | None
) -> None:
    assert address_of(remote) == address


def _guess(guesses: Guesses, times: int, *, every: float, who: str = _WHO) -> list[Ban]:
    found = (guesses.failed(who, "201", 100 + each * every) for each in range(times))
    return [ban for ban in found if ban is not None]


def test_a_guesser_is_banned_within_ten_guesses() -> None:
    ban, *_ = _guess(Guesses(), 10, every=0.1)
    assert (ban.address, ban.account, ban.guesses) == (_WHO, "201", MOST_GUESSES)
    assert MOST_GUESSES <= 9
    assert ban.until - ban.since == LASTS


def test_who_errs_now_and_then_is_not() -> None:
    assert _guess(Guesses(), 50, every=WINDOW / (MOST_GUESSES - 1) + 1) == []


def test_each_address_is_counted_for_itself() -> None:
    guesses = Guesses()
    for _ in range(MOST_GUESSES - 1):
        assert guesses.failed(_WHO, "201", 1) is None
        assert guesses.failed(_OTHER, "201", 1) is None
    guesses.forget(_OTHER)
    assert guesses.failed(_OTHER, "201", 1) is None
    assert guesses.failed(_WHO, "201", 1) is not None


def test_what_is_remembered_has_an_end() -> None:
    guesses = Guesses()
    assert guesses.failed(_WHO, "201", 1) is None
    for each in range(MOST_WATCHED):
        guesses.failed(f"10.{each >> 16}.{each >> 8 & 255}.{each & 255}", "201", 1)
    assert _guess(guesses, MOST_GUESSES - 1, every=0) == []  # his first was forgotten


def test_a_ban_ends_and_the_newest_stands_first() -> None:
    old, new = Ban(_WHO, 10, 50, 6), Ban(_OTHER, 20, 60, 6)
    again = Ban(_WHO, 30, 70, 6)
    assert in_force((old, new), 40) == (new, old)
    assert in_force((old, new), 55) == (new,)
    assert in_force((old, new, again), 40) == (again, new)
    assert in_force((old, new), 60) == ()
