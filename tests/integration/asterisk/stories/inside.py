"""Calls within the office."""

from tests.integration.asterisk.stories.people import connect, hang_up, talk
from tests.integration.asterisk.stories.stage import Stage


def answered_after_a_while(stage: Stage) -> None:
    one, two = stage.phones("301", "302")
    one.dial("302")
    two.ringing()
    one.rings()
    talk(2)
    two.answer()
    one.answered()
    stage.talking()
    hang_up(stage, one, two)


def called_side_ends_it(stage: Stage) -> None:
    one, two = connect(stage, "302", "301")
    hang_up(stage, two, one)


def busy_inside(stage: Stage) -> None:
    one, two = stage.phones("301", "302")
    one.dial("302")
    two.ringing()
    two.refuse()
    one.refused()


def declined_inside(stage: Stage) -> None:
    one, two = stage.phones("301", "302")
    one.dial("302")
    two.ringing()
    two.refuse("603 Decline")
    one.refused()


def given_up_inside(stage: Stage) -> None:
    one, two = stage.phones("301", "302")
    one.dial("302")
    two.ringing()
    one.rings()
    talk(1)
    one.cancel()
    two.hung_up()


def nobody_there(stage: Stage) -> None:
    one, three = stage.phones("301", "305")
    three.register(0)
    one.dial("305")
    one.refused()


def a_code_that_is_off(stage: Stage) -> None:
    one = stage.phone("301")
    one.dial("*0")
    one.refused()


def talked_over_two_calls(stage: Stage) -> None:
    """302 is called while it talks, answers too, and ends both."""
    one, two = connect(stage, "301", "302")
    three = stage.phone("305")
    again = stage.office.another("302")
    three.dial("302")
    again.take_over(two)
    again.answer()
    three.answered()
    talk()
    again.hang_up()
    three.hung_up()
    hang_up(stage, two, one)


def held_and_taken_back(stage: Stage) -> None:
    one, two = connect(stage, "301", "302")
    one.hold()
    talk()
    one.hold("sendrecv")
    hang_up(stage, two, one)


def sent_elsewhere_by_the_telephone(stage: Stage) -> None:
    """A 302 of the telephone itself is not followed."""
    one, two = stage.phones("301", "302")
    one.dial("302")
    two.ringing()
    two.refuse("302 Moved Temporarily", elsewhere="303")
    one.refused()


def the_telephone_is_broken(stage: Stage) -> None:
    one, two = stage.phones("301", "302")
    one.dial("302")
    two.ringing()
    two.refuse("500 Server Internal Error")
    one.refused()


def echo(stage: Stage) -> None:
    one = stage.phone("301")
    one.dial("*43")
    one.answered()
    hang_up(stage, one)


def my_number(stage: Stage) -> None:
    one = stage.phone("301")
    one.dial("*65")
    one.answered()
    one.hung_up()


def clock_left_early(stage: Stage) -> None:
    one = stage.phone("301")
    one.dial("*60")
    one.answered()
    hang_up(stage, one)


def forwarding_is_set(stage: Stage) -> None:
    one = stage.phone("301")
    one.dial("*72305")
    one.answered()
    one.hung_up()


def own_mailbox(stage: Stage) -> None:
    one = stage.phone("303")
    one.dial("*97")
    one.answered()
    hang_up(stage, one)
