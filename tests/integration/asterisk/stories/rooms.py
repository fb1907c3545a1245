"""Calls that wait in parking, and people who meet in a conference room."""

from tests.integration.asterisk.sip_phone import Phone
from tests.integration.asterisk.stories.people import connect, hang_up, serve, talk
from tests.integration.asterisk.stories.stage import Stage

_ASKED = 2  # seconds until the room asks for a PIN: keys before it are lost


def parked_and_taken(stage: Stage) -> None:
    one, two = connect(stage, "301", "302")
    five = stage.phone("305")
    talk()
    two.transfer("700")
    stage.silent()
    talk(1)
    five.dial("701")
    five.answered()
    stage.talking()
    hang_up(stage, one, five)


def parked_by_keys_and_taken(stage: Stage) -> None:
    one, two = connect(stage, "301", "302")
    five = stage.phone("305")
    talk()
    two.press("##700")
    two.hung_up()
    stage.silent()
    five.dial("701")
    five.answered()
    stage.talking()
    hang_up(stage, five, one)


def parked_and_given_up(stage: Stage) -> None:
    carrier, two = stage.phones("carrier", "302")
    carrier.dial("84951234302", "89167654321")
    serve(stage, two)
    carrier.answered()
    talk()
    stage.ended()
    two.transfer("700")
    talk(1)
    carrier.hang_up()


def parked_and_back(stage: Stage) -> None:
    """Nobody takes it, so it rings who parked it."""
    one, two = connect(stage, "301", "302")
    talk()
    two.press("##700")
    two.hung_up()
    stage.silent()
    two.ringing()
    two.answer()
    stage.talking()
    hang_up(stage, one, two)


def parked_and_back_to_nobody(stage: Stage) -> None:
    """Who parked it does not take it either."""
    one, two = connect(stage, "301", "302")
    talk()
    stage.ended()
    two.press("##700")
    two.hung_up()
    two.ringing()
    two.refuse()
    talk()
    one.hang_up()


def an_empty_space(stage: Stage) -> None:
    five = stage.phone("305")
    five.dial("702")
    five.answered()
    five.hung_up()


def _enters(stage: Stage, account: str) -> Phone:
    phone = stage.phone(account)
    phone.dial("450")
    phone.answered()
    return phone


def conference_of_three(stage: Stage) -> None:
    """Each has his own call to the room."""
    one, two, five = (_enters(stage, account) for account in ("301", "302", "305"))
    talk(1.5)
    for phone in (one, two, five):
        phone.hang_up()


def conference_alone(stage: Stage) -> None:
    hang_up(stage, _enters(stage, "301"))


def conference_by_pin(stage: Stage) -> None:
    one, seven = _enters(stage, "301"), _enters(stage, "307")
    talk(_ASKED)
    seven.press("2580#")
    talk(1.5)
    seven.hang_up()
    one.hang_up()


def conference_without_the_pin(stage: Stage) -> None:
    seven = _enters(stage, "307")
    talk(_ASKED)
    seven.press("9999#")
    talk(1)
    seven.hang_up()
