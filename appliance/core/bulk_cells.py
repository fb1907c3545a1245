"""The cells of one row of a table of people, as values of ours."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from appliance.core.bulk_columns import Entry
from appliance.core.config import Config
from appliance.core.dialling import area_of
from appliance.core.errors import Invalid
from appliance.core.numbering.forms import dialled_forms, read
from appliance.core.numbering.plans import plan_of
from appliance.core.numbers import ExtensionNumber, PhoneNumber, check_between
from appliance.core.people import Email, Language
from appliance.core.secret import Secret
from appliance.core.text import DisplayName

_YES = frozenset({"yes", "y", "1", "true", "on", "enabled", "да"})
_SIP = frozenset({"", "sip", "pjsip", "iax2"})  # of FreePBX's telephones those that register
_BETWEEN_DIGITS = re.compile(r"[\s().\-–/]")
_NAME_BEFORE_NUMBER = re.compile(r'"?([^"<]*?)"?\s*<[^>]*>')  # FreePBX's `callerid`

V = TypeVar("V")


class Wrong(Exception):  # the admin's to mend, as Invalid is
    """All that is wrong with a row, not only what is met first."""

    def __init__(self, found: list[Invalid]) -> None:
        super().__init__(*found)
        self.found = tuple(found)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a row says; None where it says nothing. `notes`: what of it is not taken over.

    `sip`: a new number gets a telephone that registers.
    """

    number: ExtensionNumber
    name: DisplayName | None
    email: Email | None
    mobile: PhoneNumber | None
    department: DisplayName | None
    ring_seconds: int | None
    language: Language | None
    secret: Secret | None
    mailbox: bool
    sip: bool
    notes: tuple[Invalid, ...]

    @property
    def title(self) -> DisplayName:
        """What is shown of a number that has no name yet."""
        return self.name or DisplayName(self.number.digits)


def wanted_of(entry: Entry, config: Config) -> Wanted:
    """Raises `Wrong` with every cell that cannot be."""
    wrong: list[Invalid] = []

    def cell(field: str, text: str, make: Callable[[str], V]) -> V | None:
        try:
            return make(text) if text else None
        except Invalid as invalid:
            wrong.append(Invalid(field, invalid.reason))
            return None

    if entry.extra:
        wrong.append(Invalid("columns", "are too many; put text with such a sign in quotes"))
    if not entry.get("number"):
        wrong.append(Invalid("number", "is missing; write the internal number"))
    number = cell("number", entry.get("number"), ExtensionNumber)
    name = cell("name", _name(entry), DisplayName)
    email = cell("e-mail", entry.get("e-mail") or entry.get("voicemail e-mail"), Email)
    mobile = cell("mobile", entry.get("mobile"), lambda text: phone_number(config, text))
    department = cell("department", entry.get("department"), DisplayName)
    ring = cell("ring time", entry.get("ring time"), _ring_seconds)
    if number is None or wrong:
        raise Wrong(wrong)
    return Wanted(
        number=number,
        name=name,
        email=email,
        mobile=mobile,
        department=department,
        ring_seconds=ring or None,
        language=_language(entry),
        secret=_secret(entry),
        mailbox=_has_mailbox(entry),
        sip=entry.get("technology").lower() in _SIP,
        notes=_notes(entry),
    )


def phone_number(config: Config, text: str) -> PhoneNumber:
    """A number as people write it, with or without country code, prefix and what parts digits."""
    plan, area = plan_of(config.country), area_of(config)
    plain = _BETWEEN_DIGITS.sub("", text)
    if not re.fullmatch(r"\+?[0-9]{1,20}", plain, re.ASCII):
        plain = ""
    found = read(dialled_forms(plan, area), plain)
    if found is None and plain[:1].isdecimal():
        national = (plain, plain.removeprefix(plan.calling_code))
        found = next((plan.calling_code + each for each in national if each in plan.numbers), None)
    if found is None:
        raise Invalid("mobile", f"{text!r} is no telephone number; write it like +7 916 123-45-67")
    return PhoneNumber(found)


def _name(entry: Entry) -> str:
    if entry.get("name") or entry.get("description"):
        return entry.get("name") or entry.get("description")
    found = _NAME_BEFORE_NUMBER.fullmatch(entry.get("caller id"))
    return found.group(1).strip() if found else ""


def _ring_seconds(text: str) -> int:
    """0, which FreePBX writes for its usual time, is ours too."""
    if not re.fullmatch(r"[0-9]{1,4}", text, re.ASCII):
        raise Invalid("ring time", f"{text!r} is no number of seconds; write it like 20")
    if int(text):
        check_between("ring time", int(text), 5, 300)
    return int(text)


def _language(entry: Entry) -> Language | None:
    code = entry.get("language").lower()[:2]
    return Language(code) if code in {each.value for each in Language} else None


def _secret(entry: Entry) -> Secret | None:
    try:
        return Secret(entry.get("secret"))
    except Invalid:
        return None


def _has_mailbox(entry: Entry) -> bool:
    on = entry.get("voicemail on").lower()
    return on in _YES if on else entry.get("voicemail").lower() not in {"", "novm", "no"}


def _notes(entry: Entry) -> tuple[Invalid, ...]:
    notes = []
    if entry.get("secret") and _secret(entry) is None:
        notes.append(Invalid("secret", "is not as strong as ours and is not taken over"))
    if entry.get("language") and _language(entry) is None:
        notes.append(Invalid("language", "has no prompts here and is not taken over"))
    if entry.get("technology").lower() not in _SIP:
        notes.append(Invalid("technology", "is no SIP telephone: only the number is made"))
    return tuple(notes)
