"""Voice messages are to go by e-mail, and there is nowhere for them to go."""

from collections.abc import Iterator

from appliance.core.issues import Issue, Severity
from appliance.health.world import World

KIND = "mail-nowhere"


def check(world: World) -> Iterator[Issue]:
    config = world.config
    mailed = [box for box in config.mailboxes if box.mailed]
    if mailed and not config.mail.server:
        yield Issue(
            KIND,
            "mail",
            "Voice messages are to go by e-mail, and no mail server is set up.",
            "Name the server on the page Mail, or switch that off for each person.",
            Severity.NOTICE,
        )
    for box in mailed:
        owner = config.owner(box.number)
        if owner is None or owner.email is None:
            yield Issue(
                KIND,
                str(box.number),
                f"Voice messages of {box.number} are to go by e-mail, and whoever has the number "
                "has no address.",
                "Give the person an e-mail address, or switch that off for the person.",
                Severity.NOTICE,
            )
