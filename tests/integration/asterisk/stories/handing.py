"""Calls that are handed over, picked up or listened to."""

from tests.integration.asterisk.sip_phone import Phone
from tests.integration.asterisk.stories.people import connect, hang_up, talk
from tests.integration.asterisk.stories.stage import Stage


def _take(phone: Phone) -> None:
    phone.ringing()
    phone.answer()


def blind(stage: Stage) -> None:
    one, two = connect(stage, "301", "302")
    five = stage.phone("305")
    talk()
    two.transfer("305")
    _take(five)
    hang_up(stage, one, five)


def blind_twice(stage: Stage) -> None:
    """A transfer of a transfer."""
    one, two = connect(stage, "301", "302")
    five, seven = stage.phones("305", "307")
    talk()
    two.transfer("305")
    _take(five)
    talk()
    five.transfer("307")
    _take(seven)
    hang_up(stage, one, seven)


def blind_to_somebody_busy(stage: Stage) -> None:
    one, two = connect(stage, "301", "302")
    five = stage.phone("305")
    talk()
    stage.ended()
    two.transfer("305")
    five.ringing()
    five.refuse()
    talk()
    one.hang_up()


def blind_to_nobody(stage: Stage) -> None:
    one, two = connect(stage, "301", "302")
    talk()
    two.transfer("*299")
    stage.channels(0)
    del one


def blind_of_a_caller_from_outside(stage: Stage) -> None:
    carrier, two = stage.phones("carrier", "302")
    carrier.dial("84951234302", "89167654321")
    _take(two)
    carrier.answered()
    stage.talking()
    five = stage.phone("305")
    talk()
    two.transfer("305")
    _take(five)
    hang_up(stage, five, carrier)


def blind_to_the_outside(stage: Stage) -> None:
    one, two = connect(stage, "301", "302")
    far = stage.far()
    talk()
    two.transfer("84951112233")
    _take(far)
    hang_up(stage, far, one)


def blind_to_a_queue(stage: Stage) -> None:
    one, two = connect(stage, "301", "302")
    seven = stage.phone("307")
    stage.put("DND", "308", "YES")
    talk()
    two.transfer("610")
    _take(seven)
    hang_up(stage, one, seven)


def blind_to_a_mailbox(stage: Stage) -> None:
    one, two = connect(stage, "301", "302")
    stage.put("DND", "303", "YES")
    talk()
    stage.ended()
    two.transfer("303")
    talk(1)
    one.hang_up()


def _consult(stage: Stage, asker: str, asked: str) -> tuple[Phone, Phone]:
    second, phone = stage.office.another(asker), stage.phone(asked)
    second.dial(asked)
    _take(phone)
    second.answered()
    talk()
    return second, phone


def attended(stage: Stage) -> None:
    one, two = connect(stage, "301", "302")
    asking, five = _consult(stage, "302", "305")
    two.transfer("305", replaces=asking)
    asking.hung_up()
    hang_up(stage, five, one)


def attended_then_blind(stage: Stage) -> None:
    one, two = connect(stage, "301", "302")
    asking, five = _consult(stage, "302", "305")
    two.transfer("305", replaces=asking)
    asking.hung_up()
    talk()
    seven = stage.phone("307")
    five.transfer("307")
    _take(seven)
    hang_up(stage, one, seven)


def attended_twice(stage: Stage) -> None:
    one, two = connect(stage, "301", "302")
    asking, five = _consult(stage, "302", "305")
    two.transfer("305", replaces=asking)
    asking.hung_up()
    talk()
    again, seven = _consult(stage, "305", "307")
    five.transfer("307", replaces=again)
    again.hung_up()
    hang_up(stage, one, seven)


def attended_of_a_caller_from_outside(stage: Stage) -> None:
    carrier, two = stage.phones("carrier", "302")
    carrier.dial("84951234302", "89167654321")
    _take(two)
    carrier.answered()
    stage.talking()
    asking, five = _consult(stage, "302", "305")
    two.transfer("305", replaces=asking)
    asking.hung_up()
    hang_up(stage, carrier, five)


def attended_of_a_call_to_the_outside(stage: Stage) -> None:
    far, one = stage.far(), stage.phone("301")
    one.dial("84951112233")
    _take(far)
    one.answered()
    stage.talking()
    asking, five = _consult(stage, "301", "305")
    one.transfer("305", replaces=asking)
    asking.hung_up()
    hang_up(stage, five, far)


def asked_and_taken_back(stage: Stage) -> None:
    """302 asks 305, who does not want it, and goes on with 301."""
    one, two = connect(stage, "301", "302")
    two.hold()
    asking, five = _consult(stage, "302", "305")
    asking.hang_up()
    five.hung_up()
    two.hold("sendrecv")
    hang_up(stage, one, two)


def by_code_blind(stage: Stage) -> None:
    one, two = connect(stage, "301", "302", "70302")
    five = stage.phone("305")
    talk()
    two.press("##305")
    _take(five)
    hang_up(stage, one, five)


def by_code_attended(stage: Stage) -> None:
    one, two = connect(stage, "301", "302", "70302")
    five = stage.phone("305")
    talk()
    two.press("*2305")
    _take(five)
    talk()
    two.hang_up()
    hang_up(stage, one, five)


def by_code_recorded(stage: Stage) -> None:
    one, two = connect(stage, "301", "302")
    talk()
    one.press("*1")
    talk(1)
    hang_up(stage, one, two)


def picked_up(stage: Stage) -> None:
    one, two, five = stage.phones("301", "302", "305")
    one.dial("302")
    two.ringing()
    one.rings()
    five.dial("71302")
    five.answered()
    one.answered()
    stage.talking()
    two.hung_up()
    hang_up(stage, one, five)


def picked_up_from_a_queue(stage: Stage) -> None:
    carrier, seven, five = stage.phones("carrier", "307", "305")
    stage.put("DND", "308", "YES")
    carrier.dial("74957000003", "89167654321")
    carrier.answered()
    seven.ringing()
    five.dial("71307")
    five.answered()
    stage.talking()
    seven.hung_up()
    hang_up(stage, five, carrier)


def picked_up_nothing(stage: Stage) -> None:
    five = stage.phone("305")
    five.dial("71302")
    five.refused()


def _listened(stage: Stage, code: str) -> None:
    one, two = connect(stage, "301", "302")
    five = stage.phone("305")
    five.dial(f"{code}302")
    five.answered()
    talk()
    five.hang_up()
    hang_up(stage, one, two)


def listened_to(stage: Stage) -> None:
    _listened(stage, "72")


def whispered_to(stage: Stage) -> None:
    _listened(stage, "73")


def joined(stage: Stage) -> None:
    _listened(stage, "74")


def listener_stays_to_the_end(stage: Stage) -> None:
    one, two = connect(stage, "301", "302")
    five = stage.phone("305")
    five.dial("72302")
    five.answered()
    talk()
    hang_up(stage, one, two)
    five.hung_up()
