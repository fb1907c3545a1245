"""What people do in most stories."""

import time

from tests.integration.asterisk.sip_phone import Phone
from tests.integration.asterisk.stories.stage import Stage

TALK = 0.6  # seconds


def talk(seconds: float = TALK) -> None:
    """Nobody touches anything for so long."""
    time.sleep(seconds)


def connect(stage: Stage, caller: str, called: str, number: str = "") -> tuple[Phone, Phone]:
    """`caller` calls `called`, who answers."""
    one, two = stage.phones(caller, called)
    one.dial(number or called)
    two.ringing()
    two.answer()
    one.answered()
    stage.talking()
    return one, two


def hang_up(stage: Stage, first: Phone, *others: Phone) -> None:
    """After a while `first` hangs up, and the others notice."""
    talk()
    stage.ended()
    first.hang_up()
    for each in others:
        each.hung_up()


def serve(stage: Stage, phone: Phone) -> None:
    """Who was answered by the exchange before is talked to from now on."""
    phone.ringing()
    phone.answer()
    stage.talking()
