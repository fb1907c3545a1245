"""What people do in most plays."""

from __future__ import annotations

from tests.campaign.functions.scene import Called, Failed, Speaker, Telephone, hears, hears_words

_PRESSES = 12  # of a key that is asked for, until whom it calls rings


def connect(caller: Telephone, called: Called) -> None:
    """`caller` calls, `called` answers; nobody speaks yet."""
    caller.call(called.number)
    takes(caller, called)


def takes(caller: Telephone, called: Called) -> None:
    """`called` rings, and answers who has called somebody."""
    called.rings()
    called.answer()
    caller.connected()


def talk(*who: Speaker) -> None:
    """All speak, and each hears all others."""
    for each in who:
        each.speak()
    for each in who:
        hears(each, *(other.tone for other in who if other is not each))


def part(first: Speaker, *others: Called) -> None:
    """`first` hangs up, and the others notice."""
    first.hang_up()
    for each in others:
        each.left()


def reaches(caller: Telephone, digits: str, called: Telephone) -> None:
    """A call to `digits` comes to `called`; they talk and part."""
    caller.call(digits)
    takes(caller, called)
    talk(caller, called)
    part(caller, called)


def code(phone: Telephone, digits: str) -> None:
    """The code is dialled, something is said, and the exchange hangs up."""
    phone.call(digits)
    phone.connected()
    hears_words(phone)
    phone.left()


def presses_until(phone: Telephone, key: str, called: Telephone) -> None:
    """Keys before the question are nobody's."""
    for _ in range(_PRESSES):
        phone.press(key)
        if called.rings_soon():
            return
    raise Failed(f"{called.who} does not ring")
