"""What a difference says of ports, as the forms name them."""

import pytest

from appliance.core.cards import HardwareKey, Socket
from appliance.core.difference import words
from appliance.core.encryption import Encryption, Transport
from appliance.core.people import DeskPhone, SipPhone
from appliance.core.secret import secret_from
from appliance.core.text import Token
from appliance.core.trunks import CityLine, DigitalLine, SipTrunk
from appliance.wire.ports_told import port_names, with_ports
from appliance.wire.views import CardView, SocketKind, SocketState, SocketView

KEY = "@0000:00:04.0"


def _socket(label: str, kind: SocketKind, local: int, place: int) -> SocketView:
    return SocketView(label, kind, 1, 1, 1, SocketState.IDLE, local=local, place=place)


CARDS = (
    CardView(KEY, 1, "x", "X", "wctdm", virtual=False, present=True, sockets=(
        _socket("4", SocketKind.FXS, 1, 4), _socket("14", SocketKind.FXO, 1, 14))),
    CardView("DYN/loc/1:0", 2, "x", "X", "y", virtual=True, present=True, sockets=(
        _socket("1", SocketKind.E1, 1, 1),)),
)  # fmt: skip
NAMES = port_names(CARDS, lambda card, port: f"Card {card}, port {port}")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (DeskPhone(Socket(HardwareKey(KEY), 1, 4)), "Card 1, port 4"),
        (DeskPhone(Socket(HardwareKey(KEY), 1, 4), fax_machine=True),
         "Card 1, port 4, fax machine"),
        (CityLine(Socket(HardwareKey(KEY), 1, 14)), "Card 1, port 14"),
        (Socket(HardwareKey(KEY), 1, 14), "Card 1, port 14"),
        (DigitalLine(HardwareKey("DYN/loc/1:0"), 1), "Card 2, port 1"),
        (SipPhone(Token("205"), secret_from(b"x" * 15)), "SIP 205"),
        (SipPhone(Token("205"), secret_from(b"x" * 15), behind_nat=True),
         "SIP 205, behind a router"),
        (SipPhone(Token("205"), secret_from(b"x" * 15), True, Encryption.REQUIRED),
         "SIP 205, behind a router, encrypted only"),
        (SipTrunk(Token("city"), "10.0.0.1", 5061, transport=Transport.TLS, encrypted=True),
         "SIP city, 10.0.0.1:5061 TLS, encrypted sound"),
        (SipTrunk(Token("city"), "10.0.0.1"), "SIP city, 10.0.0.1:5060"),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_each_is_told_as_its_form_says(value: object, said: str) -> None:
    (word,) = words(value)
    assert with_ports(word, NAMES) == said


def test_a_name_that_begins_with_a_port_is_told_too() -> None:
    assert with_ports(f"{KEY} 1/14 To Anna", NAMES) == "Card 1, port 14 To Anna"
    assert with_ports("@gone 1/4", NAMES) == "@gone 1/4", "a card that is not there"
