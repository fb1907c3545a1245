"""Who an asker may be, and what each of them may ask. What is not in the table is refused."""

from collections.abc import Mapping
from enum import StrEnum


class Right(StrEnum):
    """What a question needs; each question names one."""

    DOOR = "door"  # before a log-in: any process that the socket lets in
    OWN = "own"  # one's own account and telephone, and calls as far as relations open them
    BOARD = "board"  # calls that are up, again as far as relations open them
    STATE = "state"  # cards, lines, day and night, the releases in the two slots
    AUDIT = "audit"  # who changed what, who logged in, who heard a recording
    OFFICE = "office"  # all that is configured, and every change of it
    BOX = "box"  # updates, restart, bans, the file for whoever helps
    CALLS = "calls"  # everybody's calls and recordings
    ACCOUNTS = "accounts"  # who may log in, and as what
    CONSOLE = "console"  # what is shown at the box alone


class Role(StrEnum):
    """What somebody is. Only the first and the last are no account's."""

    ANYONE = "anyone"
    EMPLOYEE = "employee"
    OPERATOR = "operator"  # hands calls over
    MANAGER = "manager"  # answers for people, by relations
    INSTALLER = "installer"  # sets the box up, and hears nobody's calls
    ADMIN = "admin"
    CONSOLE = "console"  # root at the box itself


class Scope(StrEnum):
    """What a program's key is for; `scopes.py` says which questions each opens."""

    STATE = "state"  # the box: status, issues, cards, releases, day and night
    CALLS = "calls"  # everybody's calls that are up
    CALLS_CHANGE = "calls-change"  # ends them, hands them over
    CALLS_PLACE = "calls-place"  # rings a telephone, which then calls somebody
    CALLS_LISTEN = "calls-listen"  # rings one whose owner may listen to somebody, and it hears him
    PHONE_BOOK = "phone-book"  # numbers and names of the office, nothing else
    HISTORY = "history"  # everybody's calls that ended
    RECORDINGS = "recordings"  # their sound
    RECORDINGS_REMOVE = "recordings-remove"  # takes old ones away for good
    VOICEMAIL = "voicemail"  # everybody's messages, heard, marked and removed
    OFFICE = "office"  # what is configured, but for passwords; what-if
    OFFICE_CHANGE = "office-change"  # every change of that
    WEBHOOKS = "webhooks"  # whom the box tells of calls
    AUDIT = "audit"  # who changed what, and who logged in
    METRICS = "metrics"  # how the box is doing, in numbers and without a name of anybody
    MONITORING = "monitoring"  # who may read those, over SNMP too, and where the log goes besides
    DIAGNOSIS = "diagnosis"  # what helps to find a fault; it names who called whom
    BOX_CHANGE = "box-change"  # updates, a restart, listening again to who was shut out
    CERTIFICATE = "certificate"  # by which browsers know the box
    ACCOUNTS = "accounts"  # who may log in, as far as the key itself may as much
    KEYS = "keys"  # other keys, which open no more than it does


_EMPLOYEE = frozenset({Right.DOOR, Right.OWN})
_OPERATOR = _EMPLOYEE | {Right.BOARD, Right.STATE}
RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.ANYONE: frozenset({Right.DOOR}),
    Role.EMPLOYEE: _EMPLOYEE,
    Role.OPERATOR: _OPERATOR,
    Role.MANAGER: _OPERATOR | {Right.AUDIT},
    Role.INSTALLER: _EMPLOYEE | {Right.STATE, Right.AUDIT, Right.OFFICE, Right.BOX},
    Role.ADMIN: frozenset(Right) - {Right.CONSOLE},
    Role.CONSOLE: frozenset(Right),
}
ROLES = (Role.EMPLOYEE, Role.OPERATOR, Role.MANAGER, Role.INSTALLER, Role.ADMIN)
"""What an account can be."""


def may(role: Role, right: Right) -> bool:
    return right in RIGHTS[role]
