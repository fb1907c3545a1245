"""Which numbers changed between two configurations: the same telephone, group or room answers."""

from collections.abc import Iterator, Mapping

from appliance.core.call_handling import HuntGroup, Menu, Queue
from appliance.core.config import Config
from appliance.core.fax import FaxNumber
from appliance.core.people import DeskPhone, Extension
from appliance.core.rooms import ConferenceRoom


def moved_numbers(before: Config, after: Config) -> Mapping[str, str]:
    """The new number of each that went, where what answered there answers at a number that is new.

    A telephone is known by its socket or account, then by whose it is; anything else by its key.
    """
    was, now = dict(_marked(before)), dict(_marked(after))
    gone = {digits: marks for digits, marks in was.items() if digits not in now}
    fresh = {mark: digits for digits, marks in now.items() if digits not in was for mark in marks}
    found: dict[str, str] = {}
    for digits, marks in gone.items():
        new = next((fresh[mark] for mark in marks if mark in fresh), None)
        if new is not None and new not in found.values():
            found[digits] = new
    return found


def moved_boxes(before: Config, after: Config) -> Mapping[str, str]:
    """The same of mailboxes: one of the telephone that moved, or of a name that no other has."""
    old = {box.number.digits: box.name for box in before.mailboxes}
    new = {box.number.digits: box.name for box in after.mailboxes}
    numbers = moved_numbers(before, after)
    fresh = [digits for digits in new if digits not in old]
    found = {}
    for digits in old.keys() - new.keys():
        same = [each for each in fresh if new[each] == old[digits]]
        to = numbers.get(digits, same[0] if len(same) == 1 else "")
        if to in fresh:
            found[digits] = to
    return found


def _marked(config: Config) -> Iterator[tuple[str, tuple[object, ...]]]:
    owners = config.owners()
    for extension in config.extensions:
        owner = owners.get(extension.number)
        whose = () if owner is None else (owner.key,)
        yield extension.number.digits, (*_devices(extension), *whose)
    shared: tuple[Menu | HuntGroup | Queue | ConferenceRoom | FaxNumber, ...] = (
        *config.menus,
        *config.hunt_groups,
        *config.queues,
        *config.conferences,
        *config.fax_numbers,
    )
    for part in shared:
        if part.number is not None:
            yield part.number.digits, ((type(part), part.key),)


def _devices(extension: Extension) -> Iterator[object]:
    for each in extension.devices:
        yield each.socket if isinstance(each, DeskPhone) else each.account.text.lower()
