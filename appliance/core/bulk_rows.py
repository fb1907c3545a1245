"""One row of a table of people after the other, as the parts that it would put."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from appliance.core.bulk_cells import Wanted, Wrong, wanted_of
from appliance.core.bulk_columns import Entry
from appliance.core.config import Config
from appliance.core.dialling import internal_numbers
from appliance.core.errors import Invalid
from appliance.core.keys import KEY_BYTES, free_key, lasting_key
from appliance.core.numbers import PhoneNumber
from appliance.core.parts import Part
from appliance.core.people import Department, Extension, Language, Mailbox, Person, SipPhone
from appliance.core.secret import SECRET_BYTES, secret_from
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import SipTrunk


@dataclass(frozen=True, slots=True)
class Made:
    """What a row puts: nothing when all it says is so already. `fresh`: its number is new.

    `department` is one that was not there before the table; the rows of its people share it.
    """

    entry: Entry
    parts: tuple[Part, ...]
    department: Department | None
    fresh: bool
    notes: tuple[Invalid, ...]


class Drafts:
    """Knows what is there, and what the rows before have said."""

    def __init__(self, config: Config, random: Callable[[int], bytes]) -> None:
        self._config, self._random = config, random
        self._extensions = {each.number: each for each in config.extensions}
        self._owners = config.owners()
        self._mailboxes = {each.number: each for each in config.mailboxes}
        self._taken = internal_numbers(config) | frozenset(config.national.emergency)
        self._accounts = frozenset(_accounts(config))
        self._mobiles: dict[PhoneNumber, str] = {
            number: str(each.name) for each in config.people for number in each.outside
        }
        self._departments = {_folded(each.name): each for each in config.departments}
        self._there = frozenset(self._departments)
        self._keys = {each.key for each in config.departments}
        self._lines: dict[str, int] = {}

    def made(self, entry: Entry) -> Made:
        """The row's parts; `Wrong` names what is the matter with it."""
        first = self._lines.setdefault(entry.get("number"), entry.line)
        wanted = wanted_of(entry, self._config)
        wrong = list(self._wrong(wanted))
        if first != entry.line:
            wrong.append(Invalid("number", f"stands in line {first} too; leave one of both"))
        if wrong:
            raise Wrong(wrong)
        department = self._department(wanted.department)
        return Made(
            entry,
            tuple(self._parts(wanted, department)),
            department if department and _folded(department.name) not in self._there else None,
            wanted.number not in self._extensions,
            wanted.notes,
        )

    def _wrong(self, wanted: Wanted) -> Iterator[Invalid]:
        digits = wanted.number.digits
        if wanted.number not in self._extensions:
            if digits in self._config.national.emergency:
                yield Invalid("number", "is an emergency number; choose another")
            elif digits in self._taken:
                yield Invalid("number", "is taken by something else; choose another")
            elif wanted.sip and digits in self._accounts:
                yield Invalid("number", "is another telephone's account; choose another")
        owner = self._owners.get(wanted.number)
        if owner is None and wanted.name is None:
            yield Invalid("name", "is missing; write who has the number")
        if wanted.mobile is not None and (owner is None or wanted.mobile not in owner.outside):
            if (whose := self._mobiles.get(wanted.mobile)) is not None:
                yield Invalid("mobile", f"is {whose}'s already; leave it out of one row")
            self._mobiles.setdefault(wanted.mobile, str(wanted.title))

    def _parts(self, wanted: Wanted, department: Department | None) -> Iterator[Part]:
        """Those that are not there as they are to be."""
        number = wanted.number
        extension, owner = self._extensions.get(number), self._owners.get(number)
        wished = self._extension(wanted, extension)
        if wished != extension:
            yield wished
        person = self._person(wanted, owner, department)
        if person != owner:
            yield person
        box = self._mailboxes.get(number)
        if wanted.mailbox and (made := _mailbox(wanted, box, person.name)) != box:
            yield made

    def _extension(self, wanted: Wanted, known: Extension | None) -> Extension:
        if known is None:
            devices = (self._telephone(wanted),) if wanted.sip else ()
            language = Language(self._config.national.language)
            known = Extension(wanted.number, wanted.title, devices, language)
        return replace(
            known,
            ring_seconds=wanted.ring_seconds or known.ring_seconds,
            language=wanted.language or known.language,
        )

    def _telephone(self, wanted: Wanted) -> SipPhone:
        secret = wanted.secret or secret_from(self._random(SECRET_BYTES))
        return SipPhone(Token(wanted.number.digits), secret)

    def _person(
        self, wanted: Wanted, known: Person | None, department: Department | None
    ) -> Person:
        if known is None:
            key = lasting_key("person", self._random(KEY_BYTES))
            known = Person(key, wanted.title, number=wanted.number)
        return replace(
            known,
            name=wanted.name or known.name,
            email=wanted.email or known.email,
            department=department.key if department else known.department,
            outside=_outside(known.outside, wanted.mobile),
        )

    def _department(self, name: DisplayName | None) -> Department | None:
        """The one of this name, however its letters are written; made where there is none."""
        if name is None:
            return None
        known = self._departments.get(_folded(name))
        if known is None:
            key = free_key("department", self._keys)
            self._keys.add(key)
            known = Department(key, name)
            self._departments[_folded(name)] = known
        return known


def _accounts(config: Config) -> Iterator[str]:
    """Names by which telephones and carriers log in; case tells none from another."""
    for extension in config.extensions:
        for device in extension.devices:
            if isinstance(device, SipPhone):
                yield device.account.text.lower()
    for group in config.trunk_groups:
        for line in group.lines:
            if isinstance(line, SipTrunk):
                yield line.name.text.lower()


def _folded(name: DisplayName) -> str:
    return name.text.casefold()


def _mailbox(wanted: Wanted, known: Mailbox | None, name: DisplayName) -> Mailbox:
    if known is None:
        return Mailbox(wanted.number, name)
    return replace(known, name=name)


def _outside(known: tuple[PhoneNumber, ...], mobile: PhoneNumber | None) -> tuple[PhoneNumber, ...]:
    """With `mobile` in place of the first, which is the mobile telephone."""
    if mobile is None or mobile in known:
        return known
    return (mobile, *known[1:])
