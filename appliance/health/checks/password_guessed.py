"""Somebody guessed passwords of telephones; nobody listens to him for an hour."""

from collections.abc import Iterator

from appliance.core.issues import Issue
from appliance.health.world import World

KIND = "password-guessed"


def check(world: World) -> Iterator[Issue]:
    for ban in world.bans:
        yield Issue(
            KIND,
            ban.address,
            f"{ban.address} gave wrong passwords of telephones {ban.guesses} times and is banned"
            " for an hour.",
            "If it is a telephone of yours, correct its password, then dial *34 at another"
            " telephone: that lifts all bans.",
        )
