"""A SIP line over TLS does not come up: its server has no certificate that is trusted."""

from collections.abc import Iterator

from appliance.core.issues import Issue, Severity
from appliance.core.trunks import SipTrunk
from appliance.health.world import World

KIND = "carrier-distrusted"


def check(world: World) -> Iterator[Issue]:
    for group in world.config.trunk_groups:
        for line in group.lines:
            why = world.distrusted.get(line.name.text) if isinstance(line, SipTrunk) else None
            if why and isinstance(line, SipTrunk):
                yield Issue(
                    KIND,
                    f"SIP {line.name}",
                    f"Line “{group.name}” carries no calls: the certificate of {line.host} is not "
                    f"trusted: {why}.",
                    "See that the server's name is the one that the operator told you. If he signs"
                    " his certificates himself, paste his certificate file at the line.",
                    Severity.ERROR,
                )
