"""Somebody met his limit of calls to the outside today: a busy day, or a stolen password."""

from collections.abc import Iterator

from appliance.core.issues import Issue
from appliance.core.live_state import CALLS_MET, MAILBOX, PINS_MET
from appliance.health.world import World

KIND = "limit-met"


def check(world: World) -> Iterator[Issue]:
    rooms = {room.key.text: room.name.text for room in world.config.conferences}
    for number, which in sorted(world.limits_met.items()):
        if which == PINS_MET and not number.isdecimal():
            if number.startswith(MAILBOX):
                box = number.removeprefix(MAILBOX)
                yield Issue(
                    KIND,
                    number,
                    f"Somebody gave wrong PINs of mailbox {box}; for half an hour no PIN of it is"
                    " taken.",
                    "If it was not its owner, have him set another PIN at his telephone.",
                )
            elif number in rooms:
                yield Issue(
                    KIND,
                    number,
                    f"Somebody gave wrong PINs of the conference room {rooms[number]}; for half an"
                    " hour no PIN of it is taken.",
                    "Whom the room knows by his telephone comes in all the same. If it was nobody"
                    " who should come in, give the room a longer PIN.",
                )
            continue
        if which == PINS_MET:
            yield Issue(
                KIND,
                number,
                f"Somebody gave wrong PINs of {number}; for half an hour no PIN of it is taken.",
                "If it was not its owner, give him another PIN, or take the right to dial in away.",
            )
            continue
        yield Issue(
            KIND,
            number,
            f"Telephone {number} wanted more calls to the outside at once than it may have."
            if which == CALLS_MET
            else f"Telephone {number} has used up its minutes of today; it calls within the office"
            " and emergency numbers.",
            "If it was not its owner who called, give the telephone a new password; if it was, his"
            " role can have more.",
        )
