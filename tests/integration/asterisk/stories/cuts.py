"""Asterisk dies in the middle of it."""

from tests.integration.asterisk.stories.people import connect, talk
from tests.integration.asterisk.stories.stage import Stage


def cut_while_it_rings(stage: Stage) -> None:
    one, two = stage.phones("301", "302")
    one.dial("302")
    two.ringing()
    one.rings()
    stage.dies()


def cut_while_they_talk(stage: Stage) -> None:
    connect(stage, "301", "302")
    talk(1)
    stage.dies()


def cut_while_it_is_recorded(stage: Stage) -> None:
    carrier, two = stage.phones("carrier", "302")
    carrier.dial("84951234302", "89167654321")
    two.ringing()
    two.answer()
    carrier.answered()
    stage.talking()
    talk(1)
    stage.dies()


def cut_in_the_queue(stage: Stage) -> None:
    carrier, seven = stage.phones("carrier", "307")
    carrier.dial("74957000003", "89167654321")
    carrier.answered()
    stage.put("DND", "308", "YES")
    talk(1)
    del seven
    stage.dies()


def cut_after_a_transfer(stage: Stage) -> None:
    one, two = connect(stage, "301", "302")
    five = stage.phone("305")
    talk()
    two.transfer("305")
    five.ringing()
    five.answer()
    talk()
    del one
    stage.dies()


def cut_in_the_mailbox(stage: Stage) -> None:
    one = stage.phone("301")
    stage.put("DND", "303", "YES")
    one.dial("303")
    one.answered()
    talk(1)
    stage.dies()


def restarted_by_order(stage: Stage) -> None:
    """`core restart now` hangs up everybody before it goes."""
    connect(stage, "301", "302")
    talk(1)
    stage.restarts()
