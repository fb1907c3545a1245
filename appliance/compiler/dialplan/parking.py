"""Parking: a call waits under a number until somebody dials that, or rings whoever left it there.

`Park` stands first at a lot's number: by that Asterisk knows a parking lot when a call is handed
over to it, and tells the space to who hands it over (parking_is_exten_park).
"""

from collections.abc import Iterator

from appliance.compiler.dialplan import desks
from appliance.compiler.dialplan.devices_table import owner
from appliance.compiler.dialplan.forwarding import FORGET
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step
from appliance.compiler.dialplan.targets import steps_to
from appliance.compiler.dialplan.transferred import IS
from appliance.core.config import Config
from appliance.core.numbers import ExtensionNumber
from appliance.core.rooms import ParkingLot

NUMBERS = "ext-parking"
_PARKER = "${PARKER}"  # as Dial names the telephone


def back(lot: ParkingLot) -> str:
    """The context of a call that nobody took in time."""
    return f"parking-back-{lot.key}"


def numbers(config: Config) -> Context:
    """Each lot's number and those of its spaces; a lamp shows whether somebody waits there."""
    return Context(NUMBERS, tuple(each for lot in config.parking_lots for each in _numbers(lot)))


def _numbers(lot: ParkingLot) -> Iterator[Exten]:
    note = Note("parks", (lot.name.text,))
    yield Exten(lot.number.digits, (Step("Park", f"{lot.key}", note=note), Step("Hangup")))
    for space in lot.numbers():
        yield Exten(
            space.digits,
            (
                Step("GotoIf", f"$[{IS}]?park"),
                Step("ParkedCall", f"{lot.key},{space}", note=Note("takes parked", (f"{space}",))),
                Step("Hangup"),
                Step("Set", f"PARKINGEXTEN={space}", "park"),
                Step("Park", f"{lot.key}", note=note),
                Step("Hangup"),
            ),
            hint=_hint(space),
        )


def _hint(space: ExtensionNumber) -> str:
    return f"park:{space}@{NUMBERS}"


def lamps(config: Config) -> Iterator[Exten]:
    """Whether somebody waits at a space, for everybody to see."""
    for lot in config.parking_lots:
        for space in lot.numbers():
            yield Exten(space.digits, (), hint=_hint(space))


def returned(config: Config) -> tuple[Context, ...]:
    """Whoever parked the call is rung as if it were for him, and by his will it goes on from there.

    Asterisk sends it to `s` here, with his telephone in PARKER.
    """
    return tuple(
        Context(back(lot), (Exten("s", _returned(config, lot)),)) for lot in config.parking_lots
    )


def _returned(config: Config, lot: ParkingLot) -> tuple[Step, ...]:
    if not config.extensions:  # nobody could have parked it
        return (FORGET, *steps_to(lot.otherwise))
    note = Note("back from parking", ("${PARKEDBY}",))
    return (
        FORGET,
        Step("Set", f"PARKEDBY={owner(_PARKER)}"),
        *(desks.seated("PARKEDBY") if desks.on(config) else ()),
        Step("GotoIf", '$["${PARKEDBY}"=""]?nobody'),
        Step("Goto", "ext-local,${PARKEDBY},1", note=note),
        *steps_to(lot.otherwise, "nobody"),
    )
