"""Calls over the office's lines, out and in."""

from tests.integration.asterisk.stories.people import hang_up, talk
from tests.integration.asterisk.stories.stage import SECOND, Stage

CITY = "84951112233"


def out_answered(stage: Stage) -> None:
    one, far = stage.phone("301"), stage.far()
    one.dial(CITY)
    far.ringing()
    far.answer()
    one.answered()
    stage.talking()
    hang_up(stage, one, far)


def out_ended_by_the_far_side(stage: Stage) -> None:
    one, far = stage.phone("301"), stage.far()
    one.dial(CITY)
    far.ringing()
    far.answer()
    one.answered()
    stage.talking()
    hang_up(stage, far, one)


def _refused(stage: Stage, status: str) -> None:
    one, far = stage.phone("301"), stage.far()
    one.dial(CITY)
    far.ringing()
    far.refuse(status)
    one.refused()


def out_busy(stage: Stage) -> None:
    _refused(stage, "486 Busy Here")


def out_unallocated(stage: Stage) -> None:
    _refused(stage, "404 Not Found")


def out_rejected(stage: Stage) -> None:
    _refused(stage, "603 Decline")


def out_given_up(stage: Stage) -> None:
    one, far = stage.phone("301"), stage.far()
    one.dial(CITY)
    far.ringing()
    one.rings()
    talk(1)
    one.cancel()
    far.hung_up()


def out_by_the_second_line(stage: Stage) -> None:
    """The first has no line to give."""
    one, far, second = stage.phone("301"), stage.far(), stage.far(SECOND)
    one.dial(CITY)
    far.ringing()
    far.refuse("503 Service Unavailable")
    second.ringing()
    second.answer()
    one.answered()
    stage.talking()
    hang_up(stage, one, second)


def out_without_a_line(stage: Stage) -> None:
    one, far, second = stage.phone("301"), stage.far(), stage.far(SECOND)
    one.dial(CITY)
    far.ringing()
    far.refuse("503 Service Unavailable")
    second.ringing()
    second.refuse("503 Service Unavailable")
    one.refused()


def out_not_allowed(stage: Stage) -> None:
    six = stage.phone("306")
    six.dial(CITY)
    six.refused()


def out_abroad_not_allowed(stage: Stage) -> None:
    one = stage.phone("301")
    one.dial("810442071234567")
    one.refused()


def out_recorded_by_his_own_rule(stage: Stage) -> None:
    five, far = stage.phone("305"), stage.far()
    five.dial(CITY)
    far.ringing()
    far.answer()
    five.answered()
    stage.talking()
    hang_up(stage, five, far)


def out_more_than_one_at_once(stage: Stage) -> None:
    ten, again, far = stage.phone("310"), stage.office.another("310"), stage.far()
    ten.dial(CITY)
    far.ringing()
    far.answer()
    ten.answered()
    stage.talking()
    again.dial(CITY)
    again.refused()
    hang_up(stage, ten, far)


def out_after_the_last_minute(stage: Stage) -> None:
    stage.put("SPENT", "311", f"{stage.today()}60")
    eleven = stage.phone("311")
    eleven.dial(CITY)
    eleven.refused()


def in_to_an_extension(stage: Stage) -> None:
    carrier, two = stage.phones("carrier", "302")
    carrier.dial("84951234302", "89167654321")
    two.ringing()
    two.answer()
    carrier.answered()
    stage.talking()
    hang_up(stage, carrier, two)


def in_given_up(stage: Stage) -> None:
    carrier, two = stage.phones("carrier", "302")
    carrier.dial("84951234302", "89167654321")
    two.ringing()
    carrier.rings()
    talk(1)
    carrier.cancel()
    two.hung_up()


def in_to_nobody(stage: Stage) -> None:
    carrier = stage.phone("carrier")
    carrier.dial("984951234567", "89167654321")
    carrier.refused()


def in_blocked(stage: Stage) -> None:
    carrier = stage.phone("carrier")
    carrier.dial("84951234302", "89161111111")
    carrier.refused()


def in_from_a_person_known_by_his_mobile(stage: Stage) -> None:
    carrier, two = stage.phones("carrier", "302")
    carrier.dial("84951234302", "89161234567")
    two.ringing()
    two.answer()
    carrier.answered()
    stage.talking()
    hang_up(stage, two, carrier)


def in_after_hours(stage: Stage) -> None:
    carrier = stage.phone("carrier")
    carrier.dial("74957000005", "89167654321")
    carrier.answered()
    hang_up(stage, carrier)


def in_to_a_prompt(stage: Stage) -> None:
    carrier = stage.phone("carrier")
    carrier.dial("74957000004", "89167654321")
    carrier.answered()
    carrier.hung_up()
