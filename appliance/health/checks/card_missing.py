"""A card we have taken on is not in its slot, or its driver does not answer."""

from collections.abc import Iterator

from appliance.core.issues import Issue, Severity
from appliance.health.world import World

KIND = "card-missing"


def check(world: World) -> Iterator[Issue]:
    here = {card.found.key for card in world.look.cards}
    for card in world.config.cards:
        if card.key not in here:
            yield Issue(
                KIND,
                str(card.key),
                f"The card {card.model} is not there.",
                "Put it back into its slot with the power off; its numbers are kept.",
                Severity.ERROR,
            )
