"""Whoever is named is told of a call for help: at once, once, and also when mail cannot be kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.asterisk.queries import ChannelSeen, Ring
from appliance.core.calls import Call, Direction
from appliance.core.commands import edit
from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.core.letters import LetterKind, Written
from appliance.mail.emergency import KIND, LATE, RING_LATE, SHOWN, CallsForHelp, rings
from tests.fakes.stories import calls
from tests.machines.offices import number, shop, sip
from tests.unit.mail.office import NOW, Writing, until


def channel(
    exten: str = "112",
    number: str = "301",
    context: str = "from-internal",
    name: str = "PJSIP/301-1",
) -> ChannelSeen:
    return ChannelSeen(name, "1.1", "1.1", "Up", number, "", "", "", exten, context, "", 2)


def ended(dialled: str = "112", **more: object) -> Call:
    (call, *_) = calls("attended")
    given: dict[str, Any] = {
        "key": "boot/1.1", "links": (), "caller": "301", "dialled": dialled, "start": NOW - 5,
        "direction": Direction.OUTBOUND,
    }  # fmt: skip
    return replace(call, **{**given, **more})


@pytest.fixture
async def writing(tmp_path: Path) -> AsyncIterator[Writing]:
    made = Writing(tmp_path)
    yield made
    made.letters.close()


def watch(
    writing: Writing, direct: list[Written] | None = None, rung: list[Ring] | None = None
) -> CallsForHelp:
    async def ring(telephone: Ring) -> None:
        if telephone.device.startswith("Local/303"):
            raise Fault("Asterisk does not ring it.")
        if rung is not None:
            rung.append(telephone)

    async def at_once(letter: Written) -> None:
        if direct is not None:
            direct.append(letter)

    return CallsForHelp(
        lambda: writing.config,
        writing.directory,
        writing.zone,
        writing.desk,
        writing.board,
        writing.letters,
        writing.put,
        at_once,
        ring,
        writing.clock,
    )


def shown(writing: Writing) -> list[tuple[str, str]]:
    found = [opened.issue for opened in writing.board.issues()]
    return [(each.subject, each.text) for each in found if each.kind == KIND]


async def test_it_is_told_while_the_call_is_up_and_once(writing: Writing) -> None:
    watching = watch(writing)
    for _ in range(3):
        watching.up([channel()])
    assert shown(writing) == [
        ("301", "301 Anna Petrova, Sales called 112 at 10:59:58."),
    ]
    await until(lambda: writing.got)
    watching.ended(ended())
    await asyncio.sleep(0.1)
    (got,) = writing.read
    assert writing.got[0].kind is LetterKind.EMERGENCY
    assert got.to == ["boris@example.com"]
    assert got.letter["subject"] == "Вызов 112 с номера 301 Anna Petrova, Sales"
    assert "15.01.2027 10:59:58" in got.text


@pytest.mark.parametrize(
    "other",
    [
        channel("302"),
        channel("", "301"),
        channel("112", "+74951234567", "from-pstn"),
        channel("112", "+74951234567", "from-line-1"),
    ],
)
async def test_any_other_call_is_none(writing: Writing, other: ChannelSeen) -> None:
    watching = watch(writing)
    watching.up([other])
    await asyncio.sleep(0.05)
    assert (writing.got, shown(writing)) == ([], [])


async def test_one_that_nobody_saw_is_told_from_the_log(writing: Writing) -> None:
    watching = watch(writing)
    watching.ended(ended("302"))
    watching.ended(ended(direction=Direction.INBOUND))
    watching.ended(ended(start=NOW - LATE - 1))
    assert shown(writing) == []
    watching.ended(ended())
    await until(lambda: writing.got)
    watching.up([channel()])
    await asyncio.sleep(0.05)
    assert len(writing.got) == 1


async def test_a_restart_tells_nobody_twice_and_shows_it_still(writing: Writing) -> None:
    watch(writing).up([channel()])
    await until(lambda: writing.got)
    writing.board.clear(KIND, "301")
    again = watch(writing)
    task = asyncio.create_task(again.run())
    await until(lambda: shown(writing))
    again.up([channel()])
    await asyncio.sleep(0.1)
    assert len(writing.got) == 1
    writing.now += SHOWN + 10
    await again.tidy()
    assert shown(writing) == []
    assert await writing.letters(lambda queue: queue.told("emergency")) == []
    task.cancel()


async def test_a_letter_that_cannot_be_kept_goes_all_the_same(writing: Writing) -> None:
    direct: list[Written] = []
    watching = watch(writing, direct)

    async def full(*_given: object) -> bool:
        raise Fault("The disk is full.")

    watching.put = full
    watching.up([channel()])
    await until(lambda: direct)
    assert direct[0].to == "boris@example.com"
    assert shown(writing)


async def test_without_anybody_named_the_page_tells_it(writing: Writing) -> None:
    writing.config = replace(writing.config, mail=replace(writing.config.mail, emergency=()))
    watch(writing).up([channel(number="999", name="PJSIP/999-1")])
    await asyncio.sleep(0.05)
    assert writing.got == []
    assert shown(writing) == [("999", "999 called 112 at 10:59:58.")]


def _with_telephones(config: Config, *digits: str) -> Config:
    more = (sip(each, "Telephone") for each in digits if each > "302")
    for command in more:
        config = edit(config, command)
    told = replace(config.mail, emergency_telephones=tuple(map(number, digits)))
    return replace(config, mail=told)


async def test_telephones_ring_at_once_but_for_his_own(writing: Writing) -> None:
    writing.config = _with_telephones(writing.config, "301", "302", "303", "304")
    rung: list[Ring] = []
    watching = watch(writing, rung=rung)
    for _ in range(2):
        watching.up([channel()])
    await until(lambda: len(rung) == 2)
    await until(lambda: writing.got)
    assert {(each.device, each.then) for each in rung} == {
        ("Local/302@help-rings/n", "302*112*301"),
        ("Local/304@help-rings/n", "304*112*301"),
    }
    assert {(each.number, each.shown, each.context) for each in rung} == {
        ("301", "112", "help-said")
    }


async def test_who_calls_is_told_by_his_telephone_and_not_by_what_the_line_shows(
    writing: Writing,
) -> None:
    watch(writing).up([channel(number="74951234567")])
    assert [subject for subject, _ in shown(writing)] == ["301"]


async def test_no_telephone_rings_for_what_is_over_for_long(writing: Writing) -> None:
    writing.config = _with_telephones(writing.config, "302")
    rung: list[Ring] = []
    watch(writing, rung=rung).ended(ended(start=NOW - RING_LATE - 1))
    await until(lambda: writing.got)
    assert rung == []


def test_the_port_of_a_telephone_is_said() -> None:
    config = shop()
    told = replace(config, mail=replace(config.mail, emergency_telephones=(number("301"),)))
    (rung,) = rings(told, "203", "112")
    assert rung.then == "301*112*203*1*3"
