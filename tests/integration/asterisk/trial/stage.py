"""A running Asterisk with an office's telephones and its carriers, set as a scenario wants them."""

import re
import signal
import time
from collections.abc import Callable, Container, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from socket import socket
from typing import Self

from appliance.apply.impact import (
    ADD_CARDS,
    CONFIGURE_CARDS,
    EXCHANGE_UNIT,
    FILL_FIREWALL,
    SET_NAME,
    SET_PORTS,
    SET_TIME,
    Target,
)
from appliance.apply.plan import plan
from appliance.compiler.compile import compile_config
from appliance.compiler.dialplan.agents import interface
from appliance.compiler.dialplan.prompts import SOUNDS, sound
from appliance.core.config import Config
from appliance.core.live_state import BY_CALLS, LAMPS, OF_AGENTS, Family
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import SipPhone
from appliance.core.scenario import Does, FromTelephone, LiveValue, Scenario
from appliance.core.trunks import SipTrunk, TrunkGroup
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.integration.asterisk.trial.called import Behaviour, Board, Called
from tests.integration.asterisk.trial.caller import Caller
from tests.integration.asterisk.trial.offices import HELPER, PARTNER, PORT
from tests.integration.asterisk.trial.places import place_of
from tests.integration.asterisk.trial.trace import Done, Trace, log_steps

_ENTRY = re.compile(r"^/(\w+)/(\S+)\s*: (.*?)\s*$", re.MULTILINE)
_PROMPT_BYTES = 32_000  # 2 s of signed linear at 8 kHz, so that keys are pressed meanwhile
_NO_LAMP = "INVALID"
_GIVEN_UP = 4.0  # seconds until an OPTIONS without an answer is given up (3 s), and a little
_LONG = 7200  # seconds of a registration, the most that is granted
_QUIET = 40  # seconds; what an announcement rings goes on ringing for 20 when it is over
_SECONDS = 15  # that each of the things below may take


class Stage:
    """An office in an Asterisk; `with` puts everybody in place and takes them away."""

    def __init__(self, asterisk: RealAsterisk, before: Config, config: Config) -> None:
        self.asterisk, self.config = asterisk, config
        _changed(asterisk, before, config)
        _record_prompts(asterisk, config)
        self._trace = Trace(asterisk.folder / "var/log/asterisk/trace")
        sip = {
            device.account.text: (ext.number, device.secret.text)
            for ext in config.extensions
            for device in ext.devices
            if isinstance(device, SipPhone)
        }
        self._secrets = {account: secret for account, (_, secret) in sip.items()}
        self._owners = {account: number for account, (number, _) in sip.items()}
        numbers = self._owners.items()
        called = [account for account, number in numbers if number not in {HELPER, PARTNER}]
        self.telephones = {account: self._telephone(account) for account in called}
        partner = [account for account, number in numbers if number == PARTNER]
        self._partner = {account: self._telephone(account) for account in partner}
        self.carriers = {g.number: self._carrier(line_of(g)) for g in config.trunk_groups}
        self.board = Board(tuple(self._everybody()))
        self._registered: set[str] = set()
        self._lost: set[int] = set()

    def _telephone(self, account: str) -> Called:
        return Called(self.asterisk.socket, account, self._secrets[account])

    def _carrier(self, line: SipTrunk) -> Called:
        return Called(self._sockets(line.host, PORT), line.name.text, "")

    def _sockets(self, host: str, first: int = 0) -> Callable[[], socket]:
        """Sockets of a host, the first one at its port."""
        ports = iter((first,))
        return lambda: self.asterisk.socket(host, next(ports, 0))

    def __enter__(self) -> Self:
        for partner in self._partner.values():
            partner.register(_LONG)
        self.board.start()
        self._lost = set(self.carriers)
        for group in self.config.trunk_groups:
            self._see(group.number, there=True)
            self._log_in(group)
        return self

    def __exit__(self, *_: object) -> None:
        self.board.stop()
        for account in self._registered:
            self.telephones[account].register(0)
        for partner in self._partner.values():
            partner.register(0)
        for each in self._everybody():
            each.close()

    def _log_in(self, group: TrunkGroup) -> None:
        """Where our account is wanted, the carrier learns where to ring it."""
        line, carrier = line_of(group), self.carriers[group.number]
        if line.registration is not None:
            self.asterisk.console(f"pjsip send register {line.name}")
            wait_for(lambda: bool(carrier.contact), _SECONDS)

    def _everybody(self) -> Iterable[Called]:
        return (*self.telephones.values(), *self._partner.values(), *self.carriers.values())

    def arrange(self, scenario: Scenario) -> ExitStack:
        """Everybody behaves as the scenario says; what that takes ends with the stack."""
        with ExitStack() as held:
            held.callback(self._quiet)
            for state in scenario.lines:
                self.carriers[state.group].behaviour = Behaviour(Does.ANSWERS)
                self._see(state.group, there=True)
                for _ in range(state.in_use):
                    caller = self.caller(HELPER.digits)
                    held.callback(caller.leave)
                    hold(caller, f"#{state.group}{place_of(self.config).mobile}")
            for state in scenario.lines:
                self.carriers[state.group].behaviour = Behaviour(state.does, state.after)
                self._see(state.group, there=state.does is not Does.OFF_LINE)
            self._register({e.number: Behaviour(e.does, e.after) for e in scenario.telephones})
            held.callback(self._forget)
            busy = {each.number for each in scenario.telephones if each.does is Does.BUSY}
            self._talk(held, busy)
            self._live(scenario.live)
            for each in self._everybody():
                each.rung.clear()
            self.steps()
            return held.pop_all()

    def _see(self, group: int, *, there: bool) -> None:
        """Asterisk finds out whether the carrier answers at all.

        An OPTIONS that it did not answer may be given up after it is back, so it must stay so.
        """
        settled = (group not in self._lost) is there
        self._lost = self._lost - {group} if there else self._lost | {group}
        name = self.carriers[group].account
        wanted = re.compile(rf"Contact: .* {'Avail' if there else 'Unavail'} ")
        begun, asked = time.monotonic(), 0.0
        while (now := time.monotonic()) < begun + _SECONDS:
            seen = wanted.search(self.asterisk.console(f"pjsip show aor {name}")) is not None
            if seen and (settled or not there or now > begun + _GIVEN_UP):
                return
            settled = settled and seen
            if not seen and now > asked + (1 if there else _GIVEN_UP):
                asked = now
                self.asterisk.console(f"pjsip qualify {name}")
            time.sleep(0.1)
        raise TimeoutError(f"{name} is not as it was meant")

    def _register(self, behaviours: Mapping[ExtensionNumber, Behaviour]) -> None:
        """Who is off line has no telephone that is known."""
        self.board.stop()
        for account, called in self.telephones.items():
            called.behaviour = behaviours.get(self._owners[account], Behaviour(after=5))
            there = called.behaviour.does is not Does.OFF_LINE
            if there is not (account in self._registered):
                called.register(_LONG if there else 0)
                self._registered ^= {account}
        self.board.start()

    def _talk(self, held: ExitStack, busy: Container[ExtensionNumber]) -> None:
        """Whoever is busy talks at all his telephones; whom he called last is forgotten."""
        talking = [account for account in self.telephones if self._owners[account] in busy]
        for account in talking if self._partner else ():
            caller = self.caller(account)
            held.callback(caller.leave)
            hold(caller, PARTNER.digits)
            self.asterisk.console(
                f"database del {Family.LAST_DIALLED} {self._owners[account].digits}"
            )

    def begin_first(self, held: ExitStack, dialled: str) -> Caller:
        """Somebody else's call, that rings by now or waits in parking."""
        caller = self.caller(HELPER.digits)
        held.callback(caller.leave)
        caller.dial(dialled)

        def there() -> bool:
            caller.look(0.05)
            return caller.up or any(each.rung for each in self.telephones.values())

        wait_for(there, _SECONDS)
        self.steps()
        return caller

    def _live(self, values: Iterable[LiveValue]) -> None:
        for each in values:
            self.asterisk.console(f"database put {each.family} {each.key} {each.value}")
            if each.family is Family.DO_NOT_DISTURB:
                self.asterisk.console(f"devstate change Custom:DND{each.key} INUSE")

    def _forget(self) -> None:
        """Of a lamp that was never lit the console can say nothing but that it is no device's."""
        for file in (self.asterisk.folder / "var/spool/asterisk/outgoing").iterdir():
            file.unlink(missing_ok=True)  # calls that a code has put off
        kept = self._kept()
        for number in {key for family, key, _ in kept if family in set(OF_AGENTS)}:
            self.asterisk.console(f"queue unpause member {interface(number)}")
        for family in {family for family, _, _ in kept} & set(Family):
            self.asterisk.console(f"database deltree {family}")
        for family, lamp, state in kept:
            if family == LAMPS and state != _NO_LAMP:
                self.asterisk.console(f"devstate change Custom:{lamp} {_NO_LAMP}")

    def _kept(self) -> list[tuple[str, str, str]]:
        """Family, key and value of all that AstDB holds."""
        return _ENTRY.findall(self.asterisk.console("database show"))

    def live(self) -> set[LiveValue]:
        """What is kept in AstDB of the families that people change, and not each call by itself."""
        families = {each.value for each in Family if each not in BY_CALLS}
        return {
            LiveValue(Family(family), key, value)
            for family, key, value in self._kept()
            if family in families
        }

    def owner(self, account: str) -> str:
        """Whose telephone it is."""
        return self._owners[account].digits

    @property
    def numbers(self) -> set[str]:
        """Everybody who has a telephone that can be called."""
        return {self.owner(account) for account in self.telephones}

    def steps(self) -> list[Done]:
        """What has been gone through since the last time."""
        return self._trace.take()

    def caller(self, account: str) -> Caller:
        """One of our telephones that makes a call."""
        return Caller(self.asterisk.socket, account, self._secrets[account])

    def calling(self, scenario: Scenario) -> Caller:
        """The call of the scenario, begun."""
        origin = scenario.origin
        if isinstance(origin, FromTelephone):
            mine = (a for a, number in self._owners.items() if number == origin.number)
            caller = self.caller(next(mine))
            caller.dial(origin.dialled)
            return caller
        line = next(line_of(g) for g in self.config.trunk_groups if g.number == origin.group)
        caller = Caller(self._sockets(line.host), "outside", "")
        account = self.carriers[origin.group].contact
        direct = f"sip:{origin.called}@127.0.0.1"
        caller.call_in(account if line.registration else direct, origin.called, origin.caller)
        return caller

    def _quiet(self) -> None:
        """Nobody talks any more."""
        wait_for(lambda: "0 active channels" in self.asterisk.console("core show channels"), _QUIET)

    def recordings(self) -> Mapping[Path, int]:
        """All there are, and how many bytes they hold; those of others' talks go on growing."""
        folder = self.asterisk.folder / "srv/recordings"
        return {each: each.stat().st_size for each in folder.rglob("*.raw")}


def _changed(asterisk: RealAsterisk, before: Config, config: Config) -> None:
    """From one office to the next, as an apply would."""
    files = compile_config(config)
    asterisk.write(files)
    for verb in plan(compile_config(before), files).verbs:
        if verb.target is Target.CONSOLE:
            asterisk.console(verb.text)
        elif verb.text == EXCHANGE_UNIT:
            asterisk.kill(signal.SIGTERM)
            asterisk.start()
            log_steps(asterisk)
        else:
            beside = {FILL_FIREWALL, ADD_CARDS, CONFIGURE_CARDS, SET_NAME, SET_PORTS, SET_TIME}
            assert verb in beside, verb


def _record_prompts(asterisk: RealAsterisk, config: Config) -> None:
    """A short silence each."""
    folder = asterisk.folder / SOUNDS.removeprefix("/")
    for prompt in config.prompts:
        path = folder / f"{sound(prompt.key).removeprefix(SOUNDS).lstrip('/')}.sln"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(_PROMPT_BYTES))


def hold(caller: Caller, number: str) -> None:
    """A call that is answered, and up for as long as it is held."""
    caller.dial(number)

    def up() -> bool:
        caller.look(0.1)
        return caller.up

    wait_for(up, _SECONDS)


def line_of(group: TrunkGroup) -> SipTrunk:
    """The one line of a group of such an office."""
    (line,) = group.lines
    assert isinstance(line, SipTrunk)
    return line
