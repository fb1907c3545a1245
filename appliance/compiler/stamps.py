"""What tells which text of a file Asterisk runs on: a thing at its end named after all before it.

A reload that could not read its file is answered as one that could (`app_confbridge`, `res_pjsip`
and most others), and Asterisk goes on as it was. The thing is of no use to anybody and in nobody's
way: an access list that no one names, a queue that nothing leads to, an address of record of no
account. Asterisk shows it when asked; what it does not show it has not read.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from appliance.compiler.conf import ConfFile, Option, Section, emit, options

Added = Section | tuple[Option, ...]  # options go to the file's last section

_DIGITS = 12  # of the digest
_PREFIX = "stamp-"
_LONGEST = 200  # characters that a stamp takes at the end of a file
_MARK = re.compile(rf"{_PREFIX}([0-9a-f]{{{_DIGITS}}})|entityid = ([0-9a-f:]{{17}})")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is `added` for a mark, the console line that asks for it, and what is `shown` then.

    Or it is a `variable` that is asked for, which Asterisk knows before it has all its console.
    `{name}` is the mark's name in both, `{pairs}` its digits as Asterisk writes an entity's.
    """

    added: Callable[[str], Added]
    question: str
    shown: str = "{name}"
    variable: bool = False

    def asked(self, mark: str) -> str:
        """The console line."""
        return self.question.format(name=_name(mark))

    def answer(self, mark: str) -> str:
        """What is part of the answer, spaces counting as one."""
        return self.shown.format(name=_name(mark), pairs=_pairs(mark))


def _name(mark: str) -> str:
    return _PREFIX + mark


def _pairs(mark: str) -> str:
    return ":".join(mark[at : at + 2] for at in range(0, _DIGITS, 2))


def _empty(mark: str) -> Section:
    return Section(_name(mark))


def _typed(kind: str) -> Callable[[str], Section]:
    return lambda mark: Section(_name(mark), options(type=kind))


STAMPS: Mapping[str, Stamp] = {
    "asterisk/acl.conf": Stamp(_empty, "acl show"),
    # The number of this Asterisk among others that share states with it, of which there are none.
    "asterisk/asterisk.conf": Stamp(
        lambda mark: options(entityid=_pairs(mark)), "ENTITYID", "{pairs}", variable=True
    ),
    "asterisk/cel.conf": Stamp(lambda mark: options(apps=_name(mark)), "cel show status"),
    "asterisk/confbridge.conf": Stamp(_typed("user"), "confbridge show profile users"),
    "asterisk/extensions.conf": Stamp(
        lambda mark: Section("globals", (Option("COMPILED", _name(mark)),)),
        "dialplan show globals",
        "COMPILED={name}",
    ),
    "asterisk/features.conf": Stamp(_empty, "features show", "Group: {name}"),
    "asterisk/indications.conf": Stamp(
        lambda mark: Section("stamp", options(description=_name(mark), dial="425")),
        "indication show",
    ),
    "asterisk/musiconhold.conf": Stamp(
        lambda mark: Section(_name(mark), options(mode="files", directory="moh")),
        "moh show classes",
        "Class: {name}",
    ),
    "asterisk/pjsip.conf": Stamp(_typed("aor"), "pjsip show aor {name}", "Aor: {name}"),
    "asterisk/queues.conf": Stamp(_empty, "queue show {name}", "{name} has"),
    "asterisk/res_parking.conf": Stamp(_empty, "parking show {name}", "Parking Lot: {name}"),
    "asterisk/voicemail.conf": Stamp(
        lambda mark: Section("zonemessages", (Option(_name(mark), "UTC|R", arrow=True),)),
        "voicemail show zones",
    ),
}


def stamped(path: str, text: str, *also: str) -> str:
    """The file with its stamp, if it can have one; made of `also` too, which is read with it."""
    stamp = STAMPS.get(path)
    if stamp is None:
        return text
    digest = sha256("".join((text, *also)).encode()).hexdigest()
    added = stamp.added(digest[:_DIGITS])
    if isinstance(added, Section):
        return f"{text}\n{emit(ConfFile((), (added,)))}"
    return text + emit(ConfFile(added))


def is_stamp(name: str) -> bool:
    """Whether a thing of this name is nothing but a stamp."""
    return name.startswith(_PREFIX)


def mark_of(text: str) -> str:
    """The mark in a file that `stamped` made; empty when it has none."""
    found = _MARK.findall(text[-_LONGEST:])
    return "".join(found[-1]).replace(":", "") if found else ""
