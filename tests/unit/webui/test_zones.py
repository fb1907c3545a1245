"""Time zones are called by country and city, in the visitor's language."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest

from webui.parts import zones


@pytest.mark.parametrize(
    ("zone", "language", "called"),
    [
        ("Europe/Moscow", "ru", "Россия, Москва"),
        ("Europe/Moscow", "en", "Russia, Moscow"),
        ("America/Argentina/Buenos_Aires", "ru", "Аргентина, Буэнос-Айрес"),
        ("America/Buenos_Aires", "ru", "Аргентина, Буэнос-Айрес (America/Buenos_Aires)"),
        ("Etc/GMT-3", "ru", "Etc/GMT-3"),
        ("UTC", "ru", "UTC"),
        ("Nowhere/Land", "ru", "Nowhere/Land"),
    ],
)
def test_a_zone_is_called_as_people_call_it(zone: str, language: str, called: str) -> None:
    assert zones.title(zone, language) == called


@pytest.mark.parametrize("language", ["ru", "en"])
def test_no_two_zones_are_called_alike(language: str) -> None:
    found = zones.options(language)
    assert len({each.label for each in found}) == len(found)
    assert {each.value for each in found} <= available_timezones()
