"""What telephones had set ends with whose it was, so that whoever comes next starts clean.

A SIP telephone that is registered by what is no longer its account's secret is registered no more:
Asterisk would ring it for another hour. Whose each number was last, by which secret, and which
mailboxes there were, is kept beside it in AstDB: so it is found out even when we died right after a
change.
"""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from operator import attrgetter
from pathlib import Path

from appliance.apply import voice_folders
from appliance.apply.follow import follow
from appliance.apply.ports import Doing, Exchange
from appliance.compiler.dialplan import agents
from appliance.core.config import Config
from appliance.core.differing import same_while
from appliance.core.live_state import (
    ACCOUNTS,
    BOXES,
    CONTACTS,
    LAMPS,
    LIT,
    OF_AGENTS,
    OF_EXTENSIONS,
    OWNERS,
    YES,
    Family,
    extension_in,
)
from appliance.core.moved_numbers import moved_boxes, moved_numbers
from appliance.core.people import Extension, Person, SipPhone
from appliance.core.secret import Secret


@dataclass(frozen=True, slots=True)
class Standing:
    """Whom and what live state can belong to: numbers and whose they are, codes, mailboxes."""

    numbers: frozenset[str]
    owners: Mapping[str, str]
    codes: frozenset[str]
    boxes: frozenset[str]
    agents: frozenset[str]  # numbers that queues ring
    others: frozenset[str]  # numbers of groups, queues, menus and rooms: telephones call them
    accounts: Mapping[str, Secret]  # of SIP telephones


def standing(config: Config) -> Standing:
    """Who and what is in `config`."""
    return Standing(
        numbers=_numbers(config.extensions),
        owners=_owners(config.people),
        codes=frozenset(str(each.code) for each in config.schedules if each.code is not None),
        agents=frozenset(number.digits for number in agents.agents(config)),
        boxes=frozenset(box.number.digits for box in config.mailboxes),
        others=frozenset(config.shared_numbers()),
        accounts=_accounts(config.extensions),
    )


@same_while(attrgetter("number"))
def _numbers(extensions: tuple[Extension, ...]) -> frozenset[str]:
    return frozenset(each.number.digits for each in extensions)


@same_while(attrgetter("key", "number"))
def _owners(people: tuple[Person, ...]) -> Mapping[str, str]:
    return {each.number.digits: each.key.text for each in people if each.number is not None}


@same_while(attrgetter("devices"))
def _accounts(extensions: tuple[Extension, ...]) -> Mapping[str, Secret]:
    return {
        device.account.text: device.secret
        for extension in extensions
        for device in extension.devices
        if isinstance(device, SipPhone)
    }


@dataclass(frozen=True, slots=True)
class Moves:
    """Numbers and mailboxes that changed, each with what it is now."""

    numbers: Mapping[str, str] = field(default_factory=dict)
    boxes: Mapping[str, str] = field(default_factory=dict)


def moves(before: Config, after: Config) -> Moves:
    """What of `before` is at another number in `after`."""
    return Moves(moved_numbers(before, after), moved_boxes(before, after))


async def forget(
    exchange: Doing, there: Standing, voicemail: Path, now: float, went: Moves
) -> None:
    """Take away what is kept of anybody and anything but what is `there`, or `went` elsewhere.

    A key that is no number is none of ours and stays. `now` is seconds since the epoch. Fault when
    Asterisk is silent, or a folder of messages cannot be moved.
    """
    await _unregister(exchange, there.accounts)  # first: whatever fails, no stranger is rung
    await follow(exchange, went.numbers, now)
    before = await exchange.entries(OWNERS)
    handed = {number for number, owner in before.items() if there.owners.get(number) != owner}
    taken = {each: await _take(exchange, each, there.numbers - handed) for each in OF_EXTENSIONS}
    await _tell_queues(exchange, there, {key for each in OF_AGENTS for key in taken[each]}, went)
    await _take(exchange, Family.DAY_NIGHT, there.codes)
    moved = {number: _now_at(there.owners, before[number]) for number in handed}
    moved.update(went.boxes)
    known = await exchange.entries(BOXES)
    await asyncio.to_thread(voice_folders.tidy, voicemail, known, there.boxes, moved, now)
    await _keep(exchange, BOXES, known, dict.fromkeys(there.boxes, YES))
    await _keep(exchange, OWNERS, before, there.owners)


async def _tell_queues(
    exchange: Doing, there: Standing, taken: Collection[str], went: Moves
) -> None:
    """Of agents who are logged out no more, and of those who are so under another number."""
    away = {key for each in OF_AGENTS for key in await exchange.entries(each)}
    for number in sorted(there.agents & (away.intersection(went.numbers.values()).union(taken))):
        await exchange.do(number, agents.AGAIN)


async def _unregister(exchange: Exchange, accounts: Mapping[str, Secret]) -> None:
    now = {account: _digest(secret) for account, secret in accounts.items()}
    before = await exchange.entries(ACCOUNTS)
    for key in await exchange.entries(CONTACTS):
        account = key.partition(";@")[0]
        if account not in now or before.get(account, now[account]) != now[account]:
            await exchange.put_entry(CONTACTS, key, "")
    await _keep(exchange, ACCOUNTS, before, now)


def _digest(secret: Secret) -> str:
    return sha256(secret.text.encode()).hexdigest()[:16]


def _now_at(owners: Mapping[str, str], key: str) -> str:
    """The number that somebody has now; empty for who has none."""
    return next((number for number, owner in owners.items() if owner == key), "")


async def _take(exchange: Exchange, family: Family, standing: Collection[str]) -> list[str]:
    """The keys that went."""
    gone = _gone(await exchange.entries(family), "", standing)
    for key in gone:
        await exchange.put_entry(family, key, "")
    if family in LIT:
        for key in _gone(await exchange.entries(LAMPS), family, standing):
            # Who watches the lamp is told before nothing is known of it.
            await exchange.console(f"devstate change Custom:{family}{key} NOT_INUSE")
            await exchange.put_entry(LAMPS, f"{family}{key}", "")
    return gone


def _gone(entries: Collection[str], prefix: str, standing: Collection[str]) -> list[str]:
    """Keys of numbers and codes that nothing has; they may begin with `prefix`."""
    found = (key.removeprefix(prefix) for key in entries if key.startswith(prefix))
    whose = ((key, extension_in(key)) for key in found)
    return [key for key, of in whose if of.isascii() and of.isdecimal() and of not in standing]


async def _keep(
    exchange: Exchange, family: str, before: Mapping[str, str], now: Mapping[str, str]
) -> None:
    """Last of all: should we have died before, the same is found again."""
    for key in before.keys() | now.keys():
        if before.get(key, "") != now.get(key, ""):
            await exchange.put_entry(family, key, now.get(key, ""))
