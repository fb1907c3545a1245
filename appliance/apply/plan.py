"""What changes from one set of files to another, what must be woken, and what calls feel of it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from appliance.apply.impact import (
    ADD_CARDS,
    CONFIGURE_CARDS,
    CREATE,
    DIALPLAN,
    EXCHANGE_UNIT,
    MAKE_QUEUES,
    ON_CHANGE,
    RELOAD_CHANNELS,
    Impact,
    Target,
    Verb,
    console,
    create,
    destroy,
    forget_link,
)
from appliance.compiler.conf import Option, Section, parse
from appliance.compiler.dahdichan import channels
from appliance.compiler.network import DHCP, PORTS, addresses
from appliance.compiler.tables import is_table
from appliance.core.errors import Invalid

Files = Mapping[str, str]
Readers = Mapping[str, Collection[str]]  # of an expert's own file by name: who reads it

_CHANNELS = "asterisk/dahdi-channels.conf"
_SYSTEM = "dahdi/system.conf"
_MODULES = "dahdi/modules"
_QUEUES = "asterisk/queues.conf"
_DIALPLAN = "asterisk/extensions.conf"
_AUTHORITIES = "asterisk/carriers.pem"
_HINT = re.compile(r"^exten => ([^,]+),hint,", re.MULTILINE)
_CONTEXT = re.compile(r"^\[([^\]]+)\]", re.MULTILINE)
_STATE = re.compile(r",hint:([^@]+)@")  # of a queue's member
# What a channel cannot take on while it exists (chan_dahdi.c: mkintf).
_FIXED = frozenset({"signalling", "switchtype", "dahdichan"})


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is woken, and the files that make that needful."""

    verb: Verb
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """`changed` names files; `steps` are in the order they are done.

    `gone` are the dialplan's contexts that are taken out: a call in one of them has no way on.
    `drivers` are card drivers that are to be loaded with other parameters; one that is loaded keeps
    its own until the next start. `moves_to` are addresses that network ports get, `DHCP` for one
    that the network gives: there the page is afterwards.
    """

    changed: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    gone: frozenset[str] = frozenset()
    drivers: frozenset[str] = frozenset()
    moves_to: tuple[str, ...] = ()

    @property
    def verbs(self) -> tuple[Verb, ...]:
        return tuple(step.verb for step in self.steps)

    @property
    def impact(self) -> Impact:
        return max((verb.impact for verb in self.verbs), default=Impact.NOTHING)


def plan(
    before: Files, after: Files, own: Readers | None = None, also: Collection[Files] = ()
) -> Plan:
    """The way from `before` to `after`; the way back is `plan(after, before, own)`.

    `own` are an expert's own files that change with them. Some may hold `also` others than
    `before`: what brings each of them to `after` is part of the way.
    """
    woken: dict[Verb, list[str]] = {}
    others = set[str]()
    for held in (before, *also):
        for path in sorted(held.keys() | after.keys()):
            if held.get(path) != after.get(path):
                others.add(path)
                for verb in _wakes(path, held, after):
                    woken.setdefault(verb, []).append(path)
    changed = tuple(sorted(others))
    if also:  # which hints the dialplan has that runs is not known
        woken.pop(MAKE_QUEUES, None)
    for name, reading in sorted((own or {}).items()):
        changed += (f"custom/{name}",)
        for read in (ON_CHANGE.get(path) for path in reading):
            if read is not None:
                woken.setdefault(read, []).append(changed[-1])
    verbs = _settled(set(woken))
    steps = tuple(Step(verb, tuple(dict.fromkeys(woken[verb]))) for verb in verbs)
    return Plan(
        changed, steps, _contexts(before, after), _drivers(before, after), _moves(before, after)
    )


def _moves(before: Files, after: Files) -> tuple[str, ...]:
    """A port that is not named takes what the network gives."""
    was, is_now = (addresses(files.get(PORTS, "")) for files in (before, after))
    ports = sorted(was.keys() | is_now.keys())
    pairs = ((was.get(port, DHCP), is_now.get(port, DHCP)) for port in ports)
    return tuple(dict.fromkeys(now for old, now in pairs if now != old))


def _drivers(before: Files, after: Files) -> frozenset[str]:
    """Of all lines that are in one of both only."""
    was, is_now = (set(files.get(_MODULES, "").splitlines()) for files in (before, after))
    return frozenset(line.partition(" ")[0] for line in was ^ is_now if line[:1].isalpha())


def _contexts(before: Files, after: Files) -> frozenset[str]:
    """Those that are gone."""
    was, is_now = before.get(_DIALPLAN, ""), after.get(_DIALPLAN, "")
    if was == is_now:
        return frozenset()
    return frozenset(_CONTEXT.findall(was)).difference(_CONTEXT.findall(is_now))


def _wakes(path: str, before: Files, after: Files) -> list[Verb]:
    if path == _CHANNELS:
        return _channels(before.get(path, ""), after.get(path, ""))
    if path == _SYSTEM:
        was, is_now = (set(files.get(path, "").splitlines()) for files in (before, after))
        # Where one card comes, or one is forgotten, the others are left as they are.
        return [ADD_CARDS if was <= is_now or is_now <= was else CONFIGURE_CARDS]
    # An earlier release wrote no file of authorities, which says what an empty one says.
    if is_table(path) or (path == _AUTHORITIES and not before.get(path) and not after.get(path)):
        return []  # a table's name stands in a file, which wakes what reads it
    if path not in ON_CHANGE:
        # A file only an earlier release or the built-in configuration had: all of it is read anew.
        return [] if path.startswith("dahdi/") else [_RELOAD_ALL]
    verb = ON_CHANGE[path]
    if path == _QUEUES and _can_come_early(before, after):
        return [MAKE_QUEUES, *([verb] if verb else [])]
    return [] if verb is None else [verb]


def _can_come_early(before: Files, after: Files) -> bool:
    """Whether queues are new whose members are all known to the dialplan that runs.

    A member looks for his hint when he is made, and never again (app_queue.c:
    create_queue_member); a file that did not change since is not read again either.
    """
    try:
        known = {section.name for section in parse(before.get(_QUEUES, "")).sections}
    except Invalid:  # edited by hand: nothing is known of what runs
        return False
    others = [each for each in parse(after.get(_QUEUES, "")).sections if each.name not in known]
    new = [each for each in others if each.lines]  # the file's stamp is no queue
    members = {
        number
        for section in new
        for line in section.lines
        if isinstance(line, Option)
        for number in _STATE.findall(line.value)
    }
    return bool(new) and members <= set(_HINT.findall(before.get(_DIALPLAN, "")))


_RELOAD_ALL = console(DIALPLAN, "core reload")
_RESTART_CHANNELS = console(CREATE, "dahdi restart", Impact.DROPS_CARD_CALLS)


def _settled(verbs: set[Verb]) -> tuple[Verb, ...]:
    """A restart of the exchange makes every reload needless, but not the cards' own set-up."""
    if any(verb.target is Target.UNIT and verb.text == EXCHANGE_UNIT for verb in verbs):
        verbs = {verb for verb in verbs if verb.target is Target.UNIT}
    if CONFIGURE_CARDS in verbs:
        verbs = verbs - {ADD_CARDS}
    return tuple(sorted(verbs))


def _channels(before: str, after: str) -> list[Verb]:
    """Destroy and create the channels that differ in kind; the others read their names anew."""
    try:
        old = {each.name: each for each in parse(before).sections}
        new = {each.name: each for each in parse(after).sections}
    except Invalid:  # edited by hand: nothing is known of what runs
        return [_RESTART_CHANNELS]
    verbs = []
    for name in sorted(old.keys() | new.keys()):
        was, is_ = old.get(name), new.get(name)
        if was is not None and (is_ is None or _fixed(was) != _fixed(is_)):
            verbs += _taken(was)
        if is_ is not None and (was is None or _fixed(was) != _fixed(is_)):
            verbs.append(create(*_range(is_)))
        elif was != is_:
            verbs.append(RELOAD_CHANNELS)
    return verbs


def _taken(section: Section) -> list[Verb]:
    """Its channels first; the link of an ISDN stream outlives them and keeps its side."""
    link = any(_speaks_isdn(line) for line in section.lines)
    span = section.name.rpartition("-")[2]
    return [destroy(*_range(section)), *([forget_link(int(span))] if link else [])]


def _speaks_isdn(line: object) -> bool:
    return isinstance(line, Option) and line.name == "signalling" and line.value.startswith("pri_")


def _fixed(section: Section) -> frozenset[Option]:
    return frozenset(
        line for line in section.lines if isinstance(line, Option) and line.name in _FIXED
    )


def _range(section: Section) -> tuple[int, int]:
    """First and last channel of the section."""
    numbers = channels(section)
    return numbers[0], numbers[-1]
