"""Who is called wants no calls, or wants them elsewhere."""

from tests.integration.asterisk.stories.people import hang_up, talk
from tests.integration.asterisk.stories.stage import Stage


def disturbed_not(stage: Stage) -> None:
    stage.put("DND", "302", "YES")
    one = stage.phone("301")
    one.dial("302")
    one.refused()


def forwarded_always(stage: Stage) -> None:
    stage.put("CF", "302", "305")
    one, five = stage.phones("301", "305")
    one.dial("302")
    five.ringing()
    five.answer()
    one.answered()
    stage.talking()
    hang_up(stage, one, five)


def forwarded_when_busy(stage: Stage) -> None:
    stage.put("CFB", "302", "305")
    one, two, five = stage.phones("301", "302", "305")
    one.dial("302")
    two.ringing()
    two.refuse()
    five.ringing()
    five.answer()
    one.answered()
    stage.talking()
    hang_up(stage, five, one)


def forwarded_when_nobody_answers(stage: Stage) -> None:
    stage.put("CFU", "303", "305")
    one, three, five = stage.phones("301", "303", "305")
    one.dial("303")
    three.ringing()
    three.hung_up()
    five.ringing()
    five.answer()
    one.answered()
    stage.talking()
    hang_up(stage, one, five)


def forwarded_outside(stage: Stage) -> None:
    stage.put("CF", "302", "84951112233")
    far = stage.far()
    one = stage.phone("301")
    one.dial("302")
    far.ringing()
    far.answer()
    one.answered()
    stage.talking()
    hang_up(stage, far, one)


def forwarded_from_outside_to_outside(stage: Stage) -> None:
    stage.put("CF", "302", "84951112233")
    far, carrier = stage.far(), stage.phone("carrier")
    carrier.dial("302", "89167654321")
    far.ringing()
    far.answer()
    carrier.answered()
    stage.talking()
    hang_up(stage, carrier, far)


def forwarded_in_a_circle(stage: Stage) -> None:
    stage.put("CF", "302", "305")
    stage.put("CF", "305", "302")
    one = stage.phone("301")
    one.dial("302")
    one.refused()


def forwarded_to_somebody_busy(stage: Stage) -> None:
    stage.put("CF", "302", "305")
    one, five = stage.phones("301", "305")
    one.dial("302")
    five.ringing()
    five.refuse()
    one.refused()


def left_to_the_mailbox(stage: Stage) -> None:
    one, three = stage.phones("301", "303")
    one.dial("303")
    three.ringing()
    three.hung_up()
    one.answered()
    talk(1)
    hang_up(stage, one)


def the_mailbox_at_once(stage: Stage) -> None:
    """303 wants no calls."""
    stage.put("DND", "303", "YES")
    one = stage.phone("301")
    one.dial("303")
    one.answered()
    hang_up(stage, one)
