"""The web page's certificate is the owner's, and ends soon: nobody but him renews it."""

from collections.abc import Iterator

from appliance.core.issues import Issue
from appliance.health.world import World

KIND = "certificate-ends"
SOON = 30  # days


def check(world: World) -> Iterator[Issue]:
    days = world.certificate_days
    if days is None or days >= SOON:
        return
    if days < 0:
        yield Issue(
            KIND,
            "certificate",
            "The web page's certificate has ended: by its name no browser opens the page.",
            "Open the page by the box's address, and put a new certificate in on the page"
            " Certificate, or return to the box's own there.",
        )
        return
    yield Issue(
        KIND,
        "certificate",
        f"The web page's certificate ends soon; days left: {days}.",
        "Have a new one made and put it in on the page Certificate, or return to the box's own.",
    )
