"""Values that check themselves: what is right, what is refused."""

import pytest

from appliance.core.cards import DriverParameter, HardwareKey, Port, Span, SpanKind
from appliance.core.errors import Invalid
from appliance.core.numbers import Did, ExtensionNumber
from appliance.core.secret import Secret, secret_from
from appliance.core.text import DisplayName, Token


@pytest.mark.parametrize("digits", ["20", "201", "123456"])
def test_extension_number_ok(digits: str) -> None:
    assert str(ExtensionNumber(digits)) == digits


@pytest.mark.parametrize(
    "digits", ["", "1", "1234567", "20a", "_2XX", "*43", "٢٠١", " 201", "201\n"]
)
def test_extension_number_refused(digits: str) -> None:
    with pytest.raises(Invalid) as refused:
        ExtensionNumber(digits)
    assert refused.value.field == "number"


@pytest.mark.parametrize("digits", ["", "+74951234567", "1" * 16])
def test_did_refused(digits: str) -> None:
    with pytest.raises(Invalid):
        Did(digits)


@pytest.mark.parametrize("text", ["Анна", 'ООО "Ромашка"', "a;b", "😀", "x" * 60])
def test_display_name_ok(text: str) -> None:
    assert str(DisplayName(text)) == text


@pytest.mark.parametrize("text", ["", " a", "a ", "a\nb", "a\0", "\ud800", "x" * 61, "a\u2028b"])
def test_display_name_refused(text: str) -> None:
    with pytest.raises(Invalid):
        DisplayName(text)


@pytest.mark.parametrize("text", ["", "a b", "[x]", "a;b", "имя", "-a", "x" * 41])
def test_token_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Token(text)


@pytest.mark.parametrize("text", ["", "a b", "a#b", "ключ", "a\nb"])
def test_hardware_key_refused(text: str) -> None:
    with pytest.raises(Invalid):
        HardwareKey(text)


@pytest.mark.parametrize("value", ["", "a b", "RUSSIA;reboot", "$(x)", "a/b"])
def test_driver_parameter_refused(value: str) -> None:
    with pytest.raises(Invalid):
        DriverParameter("opermode", value)


def test_a_secret_is_never_shown() -> None:
    secret = secret_from(bytes(15))
    assert secret.text not in repr(secret)
    assert len(secret.text) == 24


def test_a_secret_is_one_the_box_made() -> None:
    with pytest.raises(Invalid):
        Secret("password")


def test_an_e1_has_thirty_one_channels_and_no_ports() -> None:
    assert Span(1, 1, 5, SpanKind.E1).end == 36
    with pytest.raises(Invalid):
        Span(1, 1, 5, SpanKind.E1, (Port.FXS,))


@pytest.mark.parametrize(("number", "base"), [(0, 1), (100, 1), (1, 0), (1, 970)])
def test_numbers_of_far_ends_are_not_ours(number: int, base: int) -> None:
    with pytest.raises(Invalid):
        Span(1, number, base, SpanKind.E1)
