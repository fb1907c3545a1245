"""A card is there and cannot be used, such as one whose jumper says T1."""

from collections.abc import Iterator

from appliance.core.issues import Issue, Severity
from appliance.health.world import World

KIND = "card-unusable"


def check(world: World) -> Iterator[Issue]:
    for card in world.look.unusable:
        text = f"The card {card.name} cannot be used. {card.why}"
        yield Issue(KIND, card.key, text, card.cure, Severity.ERROR)
