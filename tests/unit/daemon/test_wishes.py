"""What a revision says of itself."""

from dataclasses import replace

import pytest

from appliance.core.commands import Command, Put, PutAs, Several, TakeOut
from appliance.core.keys import Key
from appliance.core.people import Person
from appliance.core.text import DisplayName
from appliance.daemon.wishes import said_of
from appliance.spoken import sentences
from tests.machines.offices import number, shop

ANNA = Person(Key("anna"), DisplayName("Анна"))
FIRST = shop().extensions[0]


@pytest.mark.parametrize(
    ("command", "said", "russian"),
    [
        (Put(ANNA), "added person Анна", "человек Анна: добавлено"),
        (Put(FIRST), "changed extension {0}", "внутренний номер {0}: изменено"),
        (
            Several((Put(ANNA), Put(replace(ANNA, name=DisplayName("Анна Б."))))),
            "added person Анна; changed person Анна Б.",
            "",
        ),
        (Several((Put(ANNA), TakeOut(ANNA), Put(ANNA))), "added person Анна; without person Анна",
         ""),
        (
            PutAs(FIRST.number.digits, replace(FIRST, number=number("210"))),
            "{1} is now extension {0}",
            "{1} теперь внутренний номер {0}",
        ),
    ],
)  # fmt: skip
def test_what_is_new_is_added_and_told_once(command: Command, said: str, russian: str) -> None:
    names = FIRST.name, FIRST.number
    assert said_of(command, shop()) == said.format(*names)
    if russian:
        assert sentences.said(said.format(*names), "ru") == russian.format(*names)


def test_a_return_is_called_so_everywhere() -> None:
    for text in ("back to revision 3", "revision 3 again"):  # the second is in old histories
        assert sentences.said(text, "ru") == "возврат к ревизии 3"
