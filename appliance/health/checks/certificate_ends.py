"""The owner's certificate of the web page ends soon, or is not taken: nobody but him sees to it."""

from collections.abc import Iterator

from appliance.core.issues import Issue
from appliance.health.world import World

KIND = "certificate-ends"
REFUSED = "certificate-refused"
SOON = 30  # days


def check(world: World) -> Iterator[Issue]:
    if world.certificate_refused:
        yield Issue(
            REFUSED,
            "certificate",
            "The web page does not show its owner's certificate, but the box's own.",
            "Put another one in on the page Certificate, or return to the box's own there; the log"
            " of the web page's front (nginx) says why.",
        )
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
