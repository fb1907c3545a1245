"""Groups, queues and menus."""

from tests.integration.asterisk.stories.people import connect, hang_up, serve, talk
from tests.integration.asterisk.stories.stage import Stage

SHOWN = "89167654321"


def group_answered(stage: Stage) -> None:
    carrier, one, two = stage.phones("carrier", "301", "302")
    carrier.dial("74957000002", SHOWN)
    one.ringing()
    two.ringing()
    two.answer()
    carrier.answered()
    stage.talking()
    one.hung_up()
    hang_up(stage, carrier, two)


def group_given_up(stage: Stage) -> None:
    carrier, one, two = stage.phones("carrier", "301", "302")
    carrier.dial("74957000002", SHOWN)
    one.ringing()
    two.ringing()
    carrier.cancel()
    one.hung_up()
    two.hung_up()


def group_all_busy(stage: Stage) -> None:
    three, one, two = stage.phones("305", "301", "302")
    three.dial("600")
    one.ringing()
    two.ringing()
    one.refuse()
    two.refuse()
    three.refused()


def group_in_turn(stage: Stage) -> None:
    """The first refuses, the second answers."""
    three, one, two = stage.phones("305", "301", "302")
    three.dial("601")
    one.ringing()
    one.refuse()
    two.ringing()
    two.answer()
    three.answered()
    stage.talking()
    hang_up(stage, two, three)


def group_left_to_the_mailbox(stage: Stage) -> None:
    five, one, two = stage.phones("305", "301", "302")
    five.dial("601")
    one.ringing()
    one.refuse()
    two.ringing()
    two.refuse()
    five.answered()
    hang_up(stage, five)


def queue_answered(stage: Stage) -> None:
    carrier, seven = stage.phones("carrier", "307")
    stage.put("DND", "308", "YES")
    carrier.dial("74957000003", SHOWN)
    carrier.answered()
    talk(1)
    serve(stage, seven)
    hang_up(stage, carrier, seven)


def queue_member_ends_it(stage: Stage) -> None:
    one, seven = stage.phones("301", "307")
    stage.put("DND", "308", "YES")
    one.dial("610")
    one.answered()
    serve(stage, seven)
    hang_up(stage, seven, one)


def queue_abandoned_while_it_rings(stage: Stage) -> None:
    carrier, seven = stage.phones("carrier", "307")
    stage.put("DND", "308", "YES")
    carrier.dial("74957000003", SHOWN)
    carrier.answered()
    seven.ringing()
    hang_up(stage, carrier, seven)


def queue_without_anybody_to_wait_for(stage: Stage) -> None:
    """Both members want no calls: the caller goes on to 303 at once, whose mailbox takes it."""
    carrier = stage.phone("carrier")
    for member in ("307", "308"):
        stage.put("DND", member, "YES")
    carrier.dial("74957000003", SHOWN)
    carrier.answered()
    talk(2)
    hang_up(stage, carrier)


def queue_abandoned_while_all_talk(stage: Stage) -> None:
    carrier = stage.phone("carrier")
    seven, eight = connect(stage, "307", "308")
    stage.silent()
    carrier.dial("74957000003", SHOWN)
    carrier.answered()
    talk(2)
    hang_up(stage, carrier)
    seven.hang_up()
    eight.hung_up()


def queue_second_member_answers(stage: Stage) -> None:
    carrier, seven, eight = stage.phones("carrier", "307", "308")
    carrier.dial("74957000003", SHOWN)
    carrier.answered()
    first, second = stage.first_to_ring(seven, eight)
    first.refuse()
    serve(stage, second)
    hang_up(stage, carrier, second)


def queue_waited_too_long(stage: Stage) -> None:
    """After ten seconds the caller goes to 303, who answers."""
    carrier, three = stage.phones("carrier", "303")
    seven, eight = connect(stage, "307", "308")
    stage.silent()
    carrier.dial("74957000003", SHOWN)
    carrier.answered()
    serve(stage, three)
    hang_up(stage, carrier, three)
    seven.hang_up()
    eight.hung_up()


def menu_left(stage: Stage) -> None:
    carrier = stage.phone("carrier")
    carrier.dial("74957000001", SHOWN)
    carrier.answered()
    talk(1)
    hang_up(stage, carrier)


def menu_key_to_an_extension(stage: Stage) -> None:
    carrier, one = stage.phones("carrier", "301")
    carrier.dial("74957000001", SHOWN)
    carrier.answered()
    talk(1.5)
    carrier.press("1")
    serve(stage, one)
    hang_up(stage, one, carrier)


def menu_direct_dial(stage: Stage) -> None:
    carrier, two = stage.phones("carrier", "302")
    carrier.dial("74957000001", SHOWN)
    carrier.answered()
    talk(1.5)
    carrier.press("302")
    serve(stage, two)
    hang_up(stage, carrier, two)


def menu_direct_dial_to_somebody_busy(stage: Stage) -> None:
    carrier, two = stage.phones("carrier", "302")
    carrier.dial("74957000001", SHOWN)
    carrier.answered()
    talk(1.5)
    carrier.press("302")
    two.ringing()
    two.refuse()
    hang_up(stage, carrier)


def menu_to_the_queue(stage: Stage) -> None:
    carrier, seven = stage.phones("carrier", "307")
    stage.put("DND", "308", "YES")
    carrier.dial("74957000001", SHOWN)
    carrier.answered()
    talk(1.5)
    carrier.press("2")
    serve(stage, seven)
    hang_up(stage, seven, carrier)


def menu_wrong_keys_to_whoever_is_left(stage: Stage) -> None:
    carrier, three = stage.phones("carrier", "303")
    carrier.dial("74957000001", SHOWN)
    carrier.answered()
    talk(1.5)
    carrier.press("999")
    serve(stage, three)
    hang_up(stage, carrier, three)
