"""Conference rooms, as telephones find them."""

import time

from tests.integration.asterisk.in_call.telephones import (
    hears,
    joined,
)
from tests.integration.asterisk.office import Office
from tests.integration.asterisk.real_asterisk import wait_for


def test_members_come_in_as_they_are_and_others_by_pin(office: Office) -> None:
    one, two, three = office.phones("301", "302", "303")
    for member in (one, two):
        member.dial("450")
        member.answered()
    joined(one, two)
    three.dial("*40450")
    three.answered()
    time.sleep(2)  # the prompt begins a second after the answer, and keys before it are lost
    three.press("2580#")
    joined(one, two, three)


def test_a_stranger_without_the_pin_stays_outside(office: Office) -> None:
    one, carrier = office.phones("301", "carrier")
    one.dial("450")
    one.answered()
    carrier.dial("1001", "89167654321")
    carrier.answered()
    time.sleep(2)
    carrier.press("9999#")
    assert "450" not in hears(carrier)
    assert "carrier" not in hears(one)


def test_a_leader_locks_the_room(office: Office) -> None:
    three, one, two = office.phones("303", "301", "302")
    three.dial("450")
    three.answered()
    time.sleep(2)
    three.press("1379#")
    one.dial("450")
    one.answered()
    joined(three, one)
    three.press("*2")
    wait_for(lambda: "locked" in office.asterisk.console("confbridge list").lower(), 10)
    two.dial("450")
    two.answered()
    two.hung_up()
