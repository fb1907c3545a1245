"""What Asterisk does not take, though it may say that it did, is put back: kind of file by kind."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from appliance.apply import wake
from appliance.apply.impact import ON_CHANGE, Target
from appliance.apply.read_files import have_been_read, questions
from appliance.apply.sip_objects import PATH, fresh, unlike
from appliance.apply.transaction import RolledBack
from appliance.apply.verify import verify
from appliance.apply.wake import NotThere, refusal, tell, well
from appliance.compiler.compile import compile_config
from appliance.compiler.stamps import STAMPS
from appliance.core.call_handling import Queue, QueueStrategy
from appliance.core.commands import Command, Put, edit
from appliance.core.config import Config
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.keys import Key
from appliance.core.rooms import ConferenceRoom, ParkingLot
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import Codec, Password, Registration, SipTrunk, TrunkGroup
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.integration.asterisk.real_world import RealWorld, in_use
from tests.machines.known import OFFICES
from tests.machines.offices import after, number, sip
from tests.machines.parts import mailbox, numbers

NAME = DisplayName("Somebody")
_LOGIN = Registration("user@own.example", Password("Pa;ss,w|o(rd)#1"))


def _line(*codecs: Codec, password: str = "first") -> Command:  # noqa: S107
    login = Registration("user", Password(password))
    second = SipTrunk(Token("second"), "127.0.0.3", registration=_LOGIN)
    first = SipTrunk(Token("first"), "127.0.0.2", codecs=codecs, registration=login)
    return Put(TrunkGroup(7, NAME, (first, second)))


def _queue(strategy: QueueStrategy) -> Command:
    return Put(Queue(Key("sales"), NAME, number("600"), numbers(301, 302), strategy))


OFFICE = after(
    *(sip(digits, "Somebody") for digits in ("301", "302", "303")),
    _line(Codec.ALAW),
    _queue(QueueStrategy.ALL),
    Put(ConferenceRoom(Key("room"), NAME, number("640"))),
    Put(ParkingLot(Key("lot"), NAME, number("700"), number("701"), 3)),
    mailbox("301", "Box"),
)


def _module(name: str) -> str:
    return f"module reload {name}"


# Of each file that changes with a configuration: a change, and what wakes whoever reads it.
CHANGES: Mapping[str, tuple[Config, str]] = {
    "confbridge.conf": (
        edit(OFFICE, Put(ConferenceRoom(Key("room"), NAME, number("640"), most=5))),
        _module("app_confbridge.so"),
    ),
    "extensions.conf": (edit(OFFICE, Put(FeatureCode(Feature.CLOCK, "*61"))), "dialplan reload"),
    "features.conf": (
        edit(OFFICE, Put(FeatureCode(Feature.TRANSFER, "*7"))),
        _module("features"),
    ),
    "pjsip.conf": (edit(OFFICE, _line(Codec.G722)), _module("res_pjsip.so")),
    "queues.conf": (edit(OFFICE, _queue(QueueStrategy.RANDOM)), "queue reload all"),
    "res_parking.conf": (
        edit(OFFICE, Put(ParkingLot(Key("lot"), NAME, number("700"), number("701"), 5))),
        _module("res_parking.so"),
    ),
    "voicemail.conf": (edit(OFFICE, mailbox("302", "Box")), _module("app_voicemail.so")),
}


@pytest.fixture(scope="module")
def world(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealWorld]:
    """A box that runs OFFICE as revision 1, committed; so it does again after each test."""
    folder = tmp_path_factory.mktemp("taken")
    asterisk = RealAsterisk(root, folder, compile_config(OFFICE))
    with in_use(asterisk, OFFICE, folder) as world:
        yield world


def _apply(world: RealWorld, config: Config) -> None:
    asyncio.run(world.applier().apply(config, "test", "x", world.load()))


def _is_as_before(world: RealWorld) -> None:
    world.ask = None
    generations = world.asterisk.generations
    assert world.load() == OFFICE
    assert generations.running() == generations.committed()
    assert generations.held() == {generations.running()}
    assert not world.armed
    files = compile_config(OFFICE)
    assert generations.read(generations.running()).files == files
    asyncio.run(verify(OFFICE, files, world, world))


Deed = Callable[[str], Awaitable[str]]


def _at(world: RealWorld, line: str, deed: Callable[[str], str]) -> Deed:
    """Asks Asterisk, but for the first time that it is told `line`."""
    done: list[str] = []

    async def ask(asked: str) -> str:
        if asked == line and not done:
            done.append(asked)
            return deed(asked)
        return world.asterisk.command(asked)

    return ask


@pytest.mark.parametrize("name", CHANGES)
def test_a_reload_that_was_said_to_be_done_and_was_not_is_put_back(
    world: RealWorld, name: str
) -> None:
    config, line = CHANGES[name]
    world.ask = _at(world, line, well)
    with pytest.raises(RolledBack, match=f"does not run on the new {name}"):
        _apply(world, config)
    _is_as_before(world)


@pytest.mark.parametrize("name", CHANGES)
def test_a_file_that_asterisk_cannot_read_is_put_back(world: RealWorld, name: str) -> None:
    """Of most it says all the same that it reloaded successfully."""
    config, line = CHANGES[name]

    def spoilt(asked: str) -> str:
        file = world.asterisk.generations.running() / "asterisk" / name
        file.unlink()
        file.write_text("[general\nno = end")
        return world.asterisk.command(asked)

    world.ask = _at(world, line, spoilt)
    with pytest.raises(RolledBack, match=f"not run on the new {name}|not take its new settings"):
        _apply(world, config)
    _is_as_before(world)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_that_asterisk_took_holds(world: RealWorld, name: str) -> None:
    config, _ = CHANGES[name]
    _apply(world, config)
    files = compile_config(config)
    asyncio.run(verify(config, files, world, world))
    _apply(world, OFFICE)
    _is_as_before(world)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("password = second", "password = first", "password of auth first-auth"),
        ("allow = g722", "allow = alaw", "allow of endpoint first"),
    ],
)
def test_an_object_that_stayed_as_it_was_is_put_back(
    world: RealWorld, old: str, new: str, told: str
) -> None:
    """As Asterisk does with one that it cannot make, while it takes the rest of the file."""

    def half(asked: str) -> str:
        file = world.asterisk.generations.running() / PATH
        text = file.read_text()
        assert old in text
        file.unlink()
        file.write_text(text.replace(old, new))
        return world.asterisk.command(asked)

    world.ask = _at(world, _module("res_pjsip.so"), half)
    with pytest.raises(RolledBack, match=told) as refused:
        _apply(world, edit(OFFICE, _line(Codec.G722, password="second")))
    assert "second" not in str(refused.value).replace(told, "")
    _is_as_before(world)


def test_a_module_that_is_not_there_is_told_and_holds_nothing_up(world: RealWorld) -> None:
    config, _ = CHANGES["confbridge.conf"]
    world.asterisk.console("module unload app_confbridge.so")
    with pytest.raises(RolledBack, match=r"has no module app_confbridge\.so"):
        _apply(world, config)
    generations = world.asterisk.generations
    assert generations.held() == {generations.running()} == {generations.committed()}
    assert not world.armed
    _apply(world, CHANGES["voicemail.conf"][0])
    _apply(world, OFFICE)
    world.asterisk.console("module load app_confbridge.so")
    _is_as_before(world)


def test_every_order_is_answered_as_is_known(world: RealWorld) -> None:
    lines = {verb.text for verb in ON_CHANGE.values() if verb and verb.target is Target.CONSOLE}
    dahdi = {"dahdi destroy channels 1 2", "dahdi create channels 1 2"}
    for line in (*sorted(lines | dahdi), "core reload"):
        assert refusal(line, world.asterisk.command(line)) is None, line
    for line in (_module("nothing.so"), _module("res_timing_dahdi.so"), _module("app_dial.so")):
        assert type(refusal(line, world.asterisk.command(line))) is NotThere, line
    _is_as_before(world)


@pytest.mark.parametrize("name", OFFICES)
def test_asterisk_shows_every_file_and_object_as_it_is_written(
    name: str, root: Path, tmp_path: Path
) -> None:
    """Asked about all: whatever it shows in another way would put every change back."""
    files = compile_config(OFFICES[name]())
    with RealAsterisk(root, tmp_path, files) as asterisk:
        world = _Asked(asterisk)
        asyncio.run(have_been_read(world, files))
        for each in fresh("", files[PATH])[-60:]:
            line = "settings" if each.kind == "global" else f"{each.kind} {each.name}"
            if each.kind not in {"acl", "transport"}:
                assert unlike(each, asterisk.command(f"pjsip show {line}")) == "", each
    assert {each.line for each in questions(files)} == set(world.asked)
    assert len(STAMPS) + 6 == len(world.asked)


@dataclass
class _Asked:
    """One Asterisk, and what it was asked."""

    asterisk: RealAsterisk
    asked: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    async def console(self, line: str) -> str:
        self.asked.append(line)
        self.answers.append(self.asterisk.command(line))
        return self.answers[-1]

    async def value(self, function: str) -> str:
        self.asked.append(function)
        return self.asterisk.value(function)

    async def entries(self, family: str) -> dict[str, str]:
        raise AssertionError(family)

    async def put_entry(self, family: str, key: str, value: str) -> None:
        raise AssertionError(family, key, value)


def test_a_reload_waits_for_the_one_before_it(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asterisk waits up to 25 s for the lock of its folder, which somebody has taken."""
    monkeypatch.setattr(wake, "AGAIN", 0.05)
    files = compile_config(OFFICE)
    path, before = "asterisk/asterisk.conf", "[options]\n"
    files[path] = files[path].replace(before, f"{before}lockconfdir = yes\n")
    with RealAsterisk(root, tmp_path, files) as asterisk:
        lock = asterisk.generations.running() / "asterisk/.lock"
        lock.touch()
        first = threading.Thread(target=asterisk.command, args=("module reload acl",))
        first.start()
        wait_for(lambda: any(lock.parent.glob(".lock-*")), 10)  # it has begun, and waits
        busy = "A module reload request is already in progress; please be patient"
        exchange = _Asked(asterisk)

        async def both() -> None:
            telling = asyncio.create_task(tell(exchange, "core reload"))
            while busy not in exchange.answers:
                await asyncio.sleep(0.01)
            lock.unlink()
            await telling

        asyncio.run(both())
        first.join()
    assert exchange.asked[:2] == ["core reload", "module reload acl"]
    assert exchange.answers[-2:] == ["", well("module reload acl")]
