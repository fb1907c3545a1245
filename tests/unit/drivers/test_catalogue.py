"""The card catalogue agrees with itself and with what the box may load."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drivers.catalogue import Model, PciId, SocketKind, identify, loadable, model, models
from drivers.catalogue.virtual import virtual

_OVERLAY = Path(__file__).parents[3] / "rootfs-overlay/usr"
ALLOWED = _OVERLAY / "share/lineman/card-drivers"
LOADER = _OVERLAY / "lib/lineman/libexec/cards"
RULES = _OVERLAY / "lib/udev/rules.d/60-lineman-dahdi.rules"


@pytest.mark.parametrize("known", models(), ids=lambda known: known.key)
def test_a_model_is_whole(known: Model) -> None:
    assert known.ids
    assert known.sockets
    assert [socket.label for socket in known.sockets] == [
        str(n) for n in range(1, len(known.sockets) + 1)
    ]
    places = [(socket.span, socket.channel) for socket in known.sockets]
    assert len(set(places)) == len(places)


def test_no_two_models_claim_one_identity() -> None:
    ids = [pci for known in models() for pci in known.ids]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("found", "key"),
    [
        (PciId("e159", "0001", "b100", "0003"), "tdm400p"),
        (PciId("e159", "0001", "9100", "0003"), "a1200p"),
        (PciId("d161", "8005", "d161", "0000"), "tdm410p"),
        (PciId("d161", "8001", "d161", "0000"), "te122"),
        (PciId("d161", "0410", "0004", "0000"), "te410p"),
        (PciId("d161", "0410", "ffff", "0000"), "te410p"),
        (PciId("10ee", "0314", "0000", "0000"), "te410p"),
    ],
)
def test_a_card_is_known_by_its_bus_identity(found: PciId, key: str) -> None:
    known = identify(found)
    assert known is not None
    assert known == model(key)


def test_a_stranger_is_not_guessed_at() -> None:
    assert identify(PciId("e159", "0001", "1234", "0000")) is None


def test_the_box_may_load_every_driver_of_the_catalogue() -> None:
    lines = [line.split() for line in ALLOWED.read_text("ascii").splitlines()]
    allowed = {words[0]: set(words[1:]) for words in lines if words and words[0] != "#"}
    for driver, parameters in loadable().items():
        assert driver in allowed
        assert set(parameters) <= allowed[driver], driver


def test_a_card_of_each_vendor_is_looked_at_at_start_and_when_it_is_put_in() -> None:
    at_start = set(re.findall(r"\b0x([0-9a-f]{4})\b", LOADER.read_text("ascii")))
    put_in = set(re.findall(r"\b0x([0-9a-f]{4})\b", RULES.read_text("ascii")))
    assert at_start == put_in
    assert {pci.vendor for known in models() for pci in known.ids} <= put_in


def test_a_virtual_card_has_a_socket_for_each_letter() -> None:
    card = virtual("DYN/loc/2:0", "SS-O")
    assert [(s.label, s.kind) for s in card.sockets] == [
        ("1", SocketKind.FXS),
        ("2", SocketKind.FXS),
        ("4", SocketKind.FXO),
    ]
    assert virtual("DYN/loc/1:0", "E1").sockets[0].channels == 31
