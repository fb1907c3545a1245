"""Looped spans, drawn from the letters of their description."""

from __future__ import annotations

from drivers.catalogue.model import Model, Socket, SocketKind, digital

DRIVER = "dahdi_dynamic_loc"
_KINDS = {"S": SocketKind.FXS, "O": SocketKind.FXO}


def virtual(hardware_id: str, letters: str) -> Model:
    """The model of a looped span: `E1`, or a letter a channel: S socket, O office line, - none."""
    sockets = digital(1) if letters == "E1" else _analogue(letters)
    return Model(
        key="virtual",
        name=f"Virtual card {hardware_id.removeprefix('DYN/loc/')}",
        driver=DRIVER,
        ids=(),
        sockets=sockets,
        quirks=("No hardware: the far end is played by a program on this box.",),
    )


def _analogue(letters: str) -> tuple[Socket, ...]:
    return tuple(
        Socket(str(position), _KINDS[letter], span=1, channel=position)
        for position, letter in enumerate(letters, 1)
        if letter != "-"
    )
