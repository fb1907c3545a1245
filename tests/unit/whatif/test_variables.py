"""`${…}`: names, offsets, functions, and one within another."""

import pytest

from appliance.whatif.variables import substitute


class _Values:
    def variable(self, name: str) -> str | None:
        return {"EXTEN": "84951234567", "A": "EXTEN", "N": "2", "RU": "Юля"}.get(name)

    def function(self, name: str, arguments: str) -> str | None:
        return None if name == "NONE" else f"<{name}:{arguments}>"

    def expression(self, text: str) -> str:
        return f"[{text}]"


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("plain", "plain"),
        ("a$b $ c", "a$b $ c"),
        ("${EXTEN}", "84951234567"),
        ("x${EXTEN:1}y", "x4951234567y"),
        ("${EXTEN:0:3}", "849"),
        ("${EXTEN:-4}", "4567"),
        ("${EXTEN:-4:2}", "45"),
        ("${EXTEN:1:-2}", "49512345"),
        ("${EXTEN:20}", ""),
        ("${EXTEN:-20}", "84951234567"),
        ("${EXTEN:0:20}", "84951234567"),
        ("${EXTEN:0:-20}", ""),
        ("${NOTHING}", ""),
        ("${NOTHING:1}", ""),
        ("${${A}}", "84951234567"),
        ("${${A}:${N}}", "951234567"),
        ("${LEN(${EXTEN})}", "<LEN:84951234567>"),
        ("${F(a:b):1:2}", "F:"),
        ("${NONE(x)}", ""),
        ("${DB(CF/${A})}", "<DB:CF/EXTEN>"),
        ("$[1+${N}]", "[1+2]"),
        ("$[${A}=$[2]]", "[EXTEN=[2]]"),
        ("${IF($[1]?a:b)}", "<IF:[1]?a:b>"),
        ("${RU:0:2}", "Ю"),
        ("${EXTEN", "84951234567"),
    ],
)
def test_values_stand_in_place(text: str, filled: str) -> None:
    assert substitute(text, _Values()) == filled


def test_what_a_value_holds_is_not_looked_into() -> None:
    class Nasty(_Values):
        def variable(self, name: str) -> str | None:
            return "${EXTEN}$[1+1]"

    assert substitute("${A}", Nasty()) == "${EXTEN}$[1+1]"
