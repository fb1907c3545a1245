"""Which accounts there may be, all that is wrong at once."""

import time

import pytest

from appliance.core.errors import Invalid
from appliance.wire.accepted import Strength, check_password, refusals, strength


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


@pytest.mark.parametrize(
    "password",
    [
        "1234567890", "qwertyuiop", "1q2w3e4r5t", "iloveyou123", "P@ssw0rd2026", "administrator",
        "zaqwsxcde123", "summer2026!", "йцукенгшщз", "наташа1985", "привет12345", "владимир1970",
        "Пароль2024!", "ghbdtn12345", "lineman2026!", "Телефон2026!",
    ],
)  # fmt: skip
def test_what_is_stolen_or_most_used_is_refused_and_what_is_hardly_changed_of_it(
    password: str,
) -> None:
    with pytest.raises(Invalid, match="too easy to guess"):
        check_password("anna", password)


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("", Strength.SHORT),
        ("gR7#kw", Strength.SHORT),
        ("password12345", Strength.WEAK),
        ("correct horse", Strength.GOOD),
        ("forty red bicycles", Strength.STRONG),
        ("тихий вечер за рекой", Strength.STRONG),
        ("forty red bicycles" * 100, Strength.STRONG),
    ],
)
def test_how_hard_a_password_is_to_guess(password: str, told: Strength) -> None:
    assert strength(password) is told


def test_a_longer_one_keeps_the_judge_no_longer() -> None:
    """Letters that stand for others are tried in every way: whoever likes may send such a one."""
    hard, took = "4@8({[<369!1|/7+%2 5$0" * 4, []
    for length in (40, 72):
        began = time.process_time()
        strength(hard[:length])
        took.append(time.process_time() - began)
    assert took[1] < 2 * took[0]
