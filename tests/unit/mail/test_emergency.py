"""Whoever is named is told of a call for help: at once, once, and also when mail cannot be kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.asterisk.queries import ChannelSeen
from appliance.core.calls import Call, Direction
from appliance.core.errors import Fault
from appliance.core.letters import LetterKind, Written
from appliance.mail.emergency import KIND, LATE, SHOWN, CallsForHelp
from tests.fakes.stories import calls
from tests.unit.mail.office import NOW, Writing, until


def channel(exten: str = "112", number: str = "301", context: str = "from-internal") -> ChannelSeen:
    return ChannelSeen("PJSIP/301-1", "1.1", "1.1", "Up", number, "", "", "", exten, context, "", 2)


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


def watch(writing: Writing, direct: list[Written] | None = None) -> CallsForHelp:
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
    watch(writing).up([channel(number="999")])
    await asyncio.sleep(0.05)
    assert writing.got == []
    assert shown(writing) == [("999", "999 called 112 at 10:59:58.")]
