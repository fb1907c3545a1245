"""Asking the world whether a configuration is really the one that runs.

Of each file Asterisk is asked whether it runs on that text (`read_files`), and of what is taken or
left thing by thing, whether it has it: SIP objects (`sip_objects`), channels and spans of line
cards (`line_channels`), numbers, rows of tables. What they cannot tell stands there.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from appliance.apply import sip_objects
from appliance.apply.line_channels import are_as_written, are_framed, taken_up
from appliance.apply.plan import Files
from appliance.apply.ports import Cards, Exchange
from appliance.apply.read_files import have_been_read
from appliance.apply.tables import columns_of, difference, rows_of
from appliance.compiler.asterisk.dahdi_channels_conf import render
from appliance.compiler.conf import Option, Section, parse
from appliance.compiler.dahdichan import channels
from appliance.compiler.tables import is_table, name_of
from appliance.core.config import Config
from appliance.core.differing import differing
from appliance.core.errors import Fault
from appliance.core.people import Extension, SipPhone
from appliance.core.trunks import SipTrunk, TrunkGroup

T = TypeVar("T")
_FEW = 5  # so many are asked about one by one, more in one question about all
_CHANNELS, _SYSTEM = "asterisk/dahdi-channels.conf", "dahdi/system.conf"


@dataclass(frozen=True, slots=True)
class Was:
    """What ran before and is known to have run: only what differs from it is asked about."""

    config: Config
    files: Files


async def verify(
    config: Config, files: Files, exchange: Exchange, cards: Cards, was: Was | None = None
) -> None:
    """Fault unless Asterisk and the drivers run on `files`, which are those of `config`.

    Each telephone is known, each line whose card is here too, and of what differs from before
    nothing that went.
    """
    old = None if was is None else was.files
    await have_been_read(exchange, files, old)
    await _known(_NUMBERS, config, exchange, was)
    await _known(_ACCOUNTS, config, exchange, was)
    await _known(_TRUNKS, config, exchange, was)
    if old is None or any(old.get(path) != files.get(path) for path in (_CHANNELS, _SYSTEM)):
        await _channels(config, files, exchange, cards, old or {})
    if old is not None:
        await sip_objects.are_held(
            exchange, *(each.get(sip_objects.PATH, "") for each in (old, files))
        )
        await _tables(old, files, exchange)


def _require(what: str, wanted: Iterable[str], seen: Collection[str]) -> None:
    missing = sorted(set(wanted) - set(seen))
    if missing:
        raise Fault(f"Asterisk does not know {what} {', '.join(missing[:_FEW])}.")


def _forbid(what: str, gone: Iterable[str], seen: Collection[str]) -> None:
    left = sorted(set(gone) & set(seen))
    if left:
        raise Fault(f"Asterisk still knows {what} {', '.join(left[:_FEW])}.")


async def _known(ask: "_Question[T]", config: Config, exchange: Exchange, was: Was | None) -> None:
    """Ask about those that came and went; about all when that is as good as all."""
    before, after = _apart(ask.parts(config), () if was is None else ask.parts(was.config))
    come, gone = ask.names(after) - ask.names(before), ask.names(before) - ask.names(after)
    if not come and not gone:
        return
    if was is not None and len(come) + len(gone) <= _FEW:
        seen = {each for each in sorted(come | gone) if await ask.one(exchange, each)}
    else:
        seen = ask.seen(await exchange.console(ask.all))
        come = ask.names(ask.parts(config))
    _require(ask.what, come, seen)
    _forbid(ask.what, gone, seen)


def _apart(now: tuple[T, ...], before: tuple[T, ...]) -> tuple[tuple[T, ...], tuple[T, ...]]:
    """Those of before and of now, where they can be told apart quickly only those that differ.

    No number and no account stands twice, so that none is in both of what is left out and what
    is not.
    """
    places = differing(before, now)
    if places is None:
        return before, now
    return tuple(before[at] for at in places), tuple(now[at] for at in places)


@dataclass(frozen=True, slots=True)
class _Question(Generic[T]):
    """`names` are what `parts` of a configuration are known by there, `one` asks whether one is.

    About all asks a console line, whose answer `seen` reads.
    """

    what: str
    parts: Callable[[Config], tuple[T, ...]]
    names: Callable[[tuple[T, ...]], set[str]]
    one: Callable[[Exchange, str], Awaitable[bool]]
    all: str
    seen: Callable[[str], set[str]]


async def _is_number(exchange: Exchange, number: str) -> bool:
    return await exchange.value(f"DIALPLAN_EXISTS(ext-local,{number},1)") == "1"


async def _is_endpoint(exchange: Exchange, account: str) -> bool:
    """A device's state would not tell: it is remembered after its account is gone."""
    return account in _endpoints(await exchange.console(f"pjsip show endpoint {account}"))


def _quoted(shown: str) -> set[str]:
    return {line.split("'")[1] for line in shown.splitlines() if line.lstrip().startswith("'")}


def _endpoints(shown: str) -> set[str]:
    words = [line.split() for line in shown.splitlines()]
    return {line[1].split("/")[0] for line in words if len(line) > 1 and line[0] == "Endpoint:"}


def _extensions(config: Config) -> tuple[Extension, ...]:
    return config.extensions


def _numbers(extensions: tuple[Extension, ...]) -> set[str]:
    return {ext.number.digits for ext in extensions}


def _sip_accounts(extensions: tuple[Extension, ...]) -> set[str]:
    return {
        device.account.text
        for ext in extensions
        for device in ext.devices
        if isinstance(device, SipPhone)
    }


def _trunk_groups(config: Config) -> tuple[TrunkGroup, ...]:
    return config.trunk_groups


def _sip_trunks(groups: tuple[TrunkGroup, ...]) -> set[str]:
    return {
        line.name.text for group in groups for line in group.lines if isinstance(line, SipTrunk)
    }


_SHOW_NUMBERS, _SHOW_ENDPOINTS = "dialplan show ext-local", "pjsip show endpoints"
_NUMBERS = _Question("extension", _extensions, _numbers, _is_number, _SHOW_NUMBERS, _quoted)
_ACCOUNTS = _Question(
    "SIP account", _extensions, _sip_accounts, _is_endpoint, _SHOW_ENDPOINTS, _endpoints
)
_TRUNKS = _Question(
    "SIP account", _trunk_groups, _sip_trunks, _is_endpoint, _SHOW_ENDPOINTS, _endpoints
)


async def _channels(
    config: Config, files: Files, exchange: Exchange, cards: Cards, old: Files
) -> None:
    """Each that is configured is there, and each line in its trunk group, if its card is here.

    Those of sections that are others now have the settings of these.
    """
    present = await cards.present_spans()
    here = [range(span.base, span.end) for _, span in config.spans() if span.number in present]
    sections = [
        each
        for each in render(config).sections
        if any(number in span for number in channels(each)[:1] for span in here)
    ]
    groups: dict[int | None, set[int]] = {}
    for section in sections:
        for group in {None, _group(section)}:
            groups.setdefault(group, set()).update(channels(section))
    for group, wanted in groups.items():
        taken = await taken_up(exchange, group)
        if group is None:
            _require("channel", map(str, wanted), set(map(str, taken)))
        elif missing := sorted(wanted - taken):
            first = ", ".join(map(str, missing[:_FEW]))
            raise Fault(f"Asterisk does not have channel {first} in trunk group {group}.")
    before = set(parse(old.get(_CHANNELS, "")).sections)
    await are_as_written(exchange, [each for each in sections if each not in before])
    await are_framed(exchange, files.get(_SYSTEM, ""), present)


def _group(section: Section) -> int | None:
    values = (each for each in section.lines if isinstance(each, Option) and each.name == "group")
    return next((int(each.value) for each in values), None)


async def _tables(was: Files, files: Files, exchange: Exchange) -> None:
    """Of each table that differs the last row that came is found, and the last gone is not."""
    old = {name_of(path): text for path, text in was.items() if is_table(path)}
    for path, text in files.items():
        if is_table(path) and path not in was:
            _, gone, come = difference(old.get(name_of(path), ""), text)
            await _rows(exchange, text, rows_of(gone), rows_of(come))


async def _rows(
    exchange: Exchange, text: str, gone: list[list[str]], come: list[list[str]]
) -> None:
    name, columns = columns_of(text)
    here, before = {row[0] for row in come}, set(map(tuple, gone))
    left = [row[0] for row in gone if row[0] not in here]
    wanted = dict.fromkeys(left[-1:], "")
    fresh = [row for row in come if tuple(row) not in before]  # the lines hold others between
    for row in fresh[-1:]:
        pairs = zip(columns, row, strict=True)
        wanted[row[0]] = "".join(f"{column}={value}," for column, value in pairs)
    for key, values in wanted.items():
        if await exchange.value(f"REALTIME({name},{columns[0]},{key})") != values:
            raise Fault(f"Asterisk does not read the new table {name}.")
