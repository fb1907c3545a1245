"""Names in caller identities."""

import pytest

from appliance.compiler.caller import analogue_name, caller_name, identity
from appliance.core.text import DisplayName


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Анна", "Anna"),
        ("Пётр Щукин", "Petr Shchukin"),
        ("Юлия Объедкова", "Iuliia Obieedko"),
        ("ЦЕХ Ж", "TSEKH ZH"),
        ("Ivan Petrov", "Ivan Petrov"),
        ("Žofia Müller", "Zofia Muller"),
        ("Київ", "Kiiv"),
        ("李", ""),
        ('ООО "Ромашка"', "OOO 'Romashka'"),
        ("a${X}", "aS(X)"),
    ],
)
def test_an_analogue_display_shows_latin_letters(written: str, shown: str) -> None:
    assert analogue_name(DisplayName(written)).lower() == shown.lower()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('ООО "Ромашка"; склад', "ООО 'Ромашка', склад"),
        ("a <112>", "a (112)"),
        ("$[1+1]|x\\", "S[1+1]/x/"),
        ("Склад (Москва", "Склад Москва"),
        ("[(x)", "(x)"),
        ("a) [b", "a) b"),
        ("{{{x}", "(x)"),
    ],
)
def test_reserved_characters_give_way_to_lookalikes(written: str, shown: str) -> None:
    assert caller_name(DisplayName(written)) == shown


def test_a_long_name_ends_between_letters() -> None:
    name = caller_name(DisplayName("Ж" * 60))
    assert name == "Ж" * 38
    assert identity(DisplayName("Ж" * 60), "201") == f'"{"Ж" * 38}" <201>'
