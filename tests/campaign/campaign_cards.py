"""Real drivers on emulated cards: found, named, drawn and configured with nobody's help.

A boot each, and an emulated card takes the processor for itself: too slow for every change.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from appliance.core.cards import E1Signalling
from appliance.wire.protocol import GetCards, GetStatus
from appliance.wire.views import AlarmWord, CardView, SocketKind, SocketState
from build.lib.verbs import cards
from build.lib.vm.waiting import TooLate, wait_until
from tests.campaign.emulated import EmulatedCard, emulated, is_served, plug, telling
from tests.campaign.plan import Campaign
from tests.campaign.spoken import is_spoken_by
from tests.image.exchange import process_of
from tests.image.harness import (
    Forward,
    Guest,
    GuestFault,
    Machine,
    agent_credentials,
    free_port,
    masked,
    usual_box,
)
from tests.image.harness.boxes import image_under_test
from tests.image.journal import errors
from tests.image.office import STEADY_DBM0, Sound
from tests.image.supervisor import Supervisor
from tests.image.test_tools_agree import all_agree
from tests.image.web_page import HTTPS, WebPage, on_page
from webui.words import ALARMS

_BOOTS_WITHIN = 900
_FAULTS = (("los", AlarmWord.RED), ("ais", AlarmWord.BLUE), ("rai", AlarmWord.YELLOW))
_NUMBERS = ["201", "202"]
_FIRST_LINE, _LAST_LINE = 3, 4  # ports of the FXO sockets
Shown = dict[str, float]  # seconds by who showed it: tests/image/inside/alarm_shown.py
_ROUNDS = 3  # times that each fault is made
_SHOWN_WITHIN = 3.0  # seconds from the driver's alarm, by the guest's clock
_ALARM_SHOWN = Path(__file__).parents[1] / "image" / "inside" / "alarm_shown.py"


class Cards:
    """A case is a card and a box of its own. `folder` keeps what was measured."""

    def __init__(self, folder: Path) -> None:
        self._shown = folder / "alarm-shown.json"
        self._tries: dict[str, Callable[[Path], None]] = {
            "tdm400p": analogue_card_is_used_lost_and_found,
            "te122": self._e1_card_shows_its_alarms,
            "te121": e1_card_is_found,
            "tdm400p-at-power-on": analogue_card_is_there_at_power_on,
        }

    def cases(self) -> Sequence[str]:
        """Models of cards, each plugged into a box that runs, and one that is in it before."""
        return list(self._tries)

    def bad(self, case: str) -> str | None:
        """The first thing that was not as it must be."""
        with tempfile.TemporaryDirectory(prefix="lm-card-", dir="/tmp") as folder:
            try:
                self._tries[case](Path(folder))
            except (AssertionError, GuestFault, TooLate) as failed:
                return f"{type(failed).__name__}: {failed}"
        return None

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """Seconds from an alarm in the driver until an open page shows it; the supervisor's too."""
        if not self._shown.exists():
            return {}
        took: list[dict[str, float]] = json.loads(self._shown.read_text())
        page, supervisor = ([each[who] for each in took] for who in ("page", "supervisor"))
        return {
            "alarms": len(took),
            "alarm_shown_median_s": statistics.median(page),
            "alarm_shown_worst_s": max(page),
            "alarm_told_by_supervisor_median_s": statistics.median(supervisor),
            "alarm_told_by_supervisor_worst_s": max(supervisor),
        }

    def _e1_card_shows_its_alarms(self, folder: Path) -> None:
        took = e1_card_shows_its_alarms(folder)
        self._shown.write_text(json.dumps([seconds for _, seconds in took]))
        late = [(fault, each) for fault, each in took if each["page"] > _SHOWN_WITHIN]
        assert not late, f"on the page later than {_SHOWN_WITHIN} s after the driver: {late}"


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """Nothing to prepare."""
    del seed
    yield Cards(folder)


def _machine(folder: Path) -> Machine:
    """A box without any card."""
    page = Forward(free_port(), HTTPS)
    machine = usual_box(
        image_under_test(), folder, board="pc", shared_memory=True, forwards=(page,)
    )
    return replace(machine, credentials=agent_credentials())


@contextmanager
def _box(folder: Path) -> Iterator[Guest]:
    """It runs, and so does its supervisor."""
    with Guest(_machine(folder)) as guest:
        _supervisor_is_up(guest)
        with telling(guest):
            yield guest


def _supervisor_is_up(guest: Guest) -> None:
    guest.wait_for_agent(seconds=_BOOTS_WITHIN)
    guest.wait(["test", "-S", "/run/lineman/supervisor.sock"], seconds=_BOOTS_WITHIN)


def _seen(supervisor: Supervisor, *, present: bool = True) -> CardView:
    """Wait for the card to be there with its sockets in use, or to be missed."""

    def look() -> CardView | None:
        told = supervisor.ask(GetCards()).cards
        ready = (c for c in told if c.present is present and (not present or _in_use(c)))
        return next(ready, None)

    return wait_until(look, "the card, in use", seconds=300, every=2)


def _is_drawn(guest: Guest, supervisor: Supervisor) -> None:
    """The page shows each socket as the supervisor tells it."""
    page = WebPage(guest)
    wait_until(
        lambda: page.sockets() == on_page(supervisor.ask(GetCards()).cards) != [],
        "the card on the page", seconds=120, every=1,
    )  # fmt: skip


def _in_use(card: CardView) -> bool:
    return all(
        s.channel
        and s.state is not SocketState.UNCONFIGURED
        and (s.number or s.kind is not SocketKind.FXS)
        for s in card.sockets
    )


def _places(card: CardView) -> list[tuple[str, SocketKind, int, int, str]]:
    return [(s.label, s.kind, s.span, s.channel, s.number) for s in card.sockets]


def analogue_card_is_used_lost_and_found(folder: Path) -> None:
    """A call, the card pulled with the call up, the same numbers when it is back."""
    with _box(folder) as guest:
        supervisor = Supervisor(guest)
        with emulated(cards.MODELS["tdm400p"], folder) as card:
            plug(guest, card)
            seen = _seen(supervisor)
            kinds = [socket.kind for socket in seen.sockets]
            assert seen.model == "tdm400p", seen
            assert kinds == [SocketKind.FXS] * 2 + [SocketKind.FXO] * 2, kinds
            assert [socket.number for socket in seen.sockets[:2]] == _NUMBERS, seen
            _is_drawn(guest, supervisor)
            is_served(guest, seen)
            _city_calls(card)
            _battery_is_watched(card, supervisor)
            _call(card)
            assert errors(guest) == []
            exchange = process_of(guest)
            guest.monitor.unplug("card")
        _is_missed(guest, supervisor, seen, exchange)
        cut = supervisor.record_of(*_NUMBERS)
        assert cut.talk_seconds > 0, cut
        with emulated(cards.MODELS["tdm400p"], folder) as card:
            plug(guest, card)
            again = _seen(supervisor)
            assert _places(again) == _places(seen), again
            is_served(guest, again)
            _call(card)


def analogue_card_is_there_at_power_on(folder: Path) -> None:
    """Dial tone by its driver with the supervisor dead; when it lives, the same numbers."""
    machine, kind = _machine(folder), "tdm400p"
    with emulated(cards.MODELS[kind], folder) as card:
        machine = replace(machine, extra=cards.device(card.at))
        alone = {**machine.credentials, **masked("lineman.service")}
        with Guest(replace(machine, credentials=alone)) as guest, telling(guest):
            cards.first_dial_tone(kind, folder)
            guest.wait_for_agent(seconds=_BOOTS_WITHIN)
            assert guest.run(["readlink", "/run/lineman/active"]).out == "/run/lineman/builtin\n"
            assert guest.run(["systemctl", "is-active", "lineman"], check=False).code != 0
            _telephones_ring_each_other(guest, card)
            before = _places_in_driver(guest)
            guest.shut_down(seconds=_BOOTS_WITHIN)
    with emulated(cards.MODELS[kind], folder) as card, Guest(machine) as guest, telling(guest):
        _supervisor_is_up(guest)
        seen = _seen(Supervisor(guest))
        assert seen.model == kind, seen
        assert [socket.number for socket in seen.sockets[:2]] == _NUMBERS, seen
        assert _places_in_driver(guest) == before
        _telephones_ring_each_other(guest, card)
        _call(card)
        assert errors(guest) == []


def _places_in_driver(guest: Guest) -> str:
    """The number of every span and of its first channel."""
    words = "grep -H . /sys/bus/dahdi_spans/devices/span-*/basechan"
    return guest.run(["/bin/sh", "-c", words]).out


def _telephones_ring_each_other(guest: Guest, card: EmulatedCard) -> None:
    """Each by the number that stands in `_NUMBERS` at its port's place."""
    for caller, called in ((1, 2), (2, 1)):
        _all_is_quiet(guest, card)
        card.do("lift", caller)
        card.happened("tone", port=caller, tone="dial")
        card.do("press", caller, digits=_NUMBERS[called - 1])
        card.happened("ringing", port=called)
        card.do("hang_up", caller)
    _all_is_quiet(guest, card)


def _all_is_quiet(guest: Guest, card: EmulatedCard) -> None:
    argv = ["asterisk", "-rx", "core show channels count"]
    guest.wait(argv, "0 active channels", seconds=300)
    card.forget()


def _is_missed(guest: Guest, supervisor: Supervisor, seen: CardView, exchange: str) -> None:
    """An issue is open, its numbers are kept, and neither kernel nor any program suffered."""
    gone = _seen(supervisor, present=False)
    assert _places(gone) == _places(seen), gone
    missing = ("card-missing", seen.key)
    wait_until(
        lambda: missing in {(i.kind, i.subject) for i in supervisor.ask(GetStatus()).issues},
        "the issue of the missing card", seconds=60, every=1,
    )  # fmt: skip
    assert process_of(guest) == exchange, "Asterisk has been restarted"
    for unit in ("lineman.service", "lineman-web.service"):
        argv = ["systemctl", "show", "--property=NRestarts", "--value", unit]
        assert guest.run(argv).out.strip() == "0", f"{unit} has died"
    said = guest.run(["dmesg"]).out
    assert not any(word in said for word in ("Oops", "BUG:", "Call Trace")), said[-4000:]


def _hears(card: EmulatedCard, mouth: int, ear: int, frequency: int) -> None:
    """What is said at one port is heard at another, at its frequency and as loud."""
    heard: list[Sound] = []
    what = f"{frequency} Hz from port {mouth} at port {ear}"

    def look() -> bool:
        card.do("play", mouth, frequency=frequency, seconds=1, dbm0=STEADY_DBM0)
        told = card.do("judge", ear, frequency=frequency)
        heard.append(Sound(told["share"], told["dbm0"]))
        return heard[-1].is_speech_of_the_other()

    try:
        wait_until(look, what, seconds=120, every=1)
    except TooLate:
        raise TooLate(f"{what}: heard {heard}") from None
    print(f"{what}: {heard[-1]}", flush=True)


def _city_calls(card: EmulatedCard) -> None:
    """Out over the last line, in over the first, sound both ways."""
    card.do("lift", 1)
    card.happened("tone", port=1, tone="dial")
    card.do("press", 1, digits="2223344")
    card.happened("dialled", port=_LAST_LINE, number="2223344")
    card.do("connect", _LAST_LINE)
    _hears(card, 1, _LAST_LINE, 700)
    _hears(card, _LAST_LINE, 1, 1004)
    card.do("hang_up", 1)
    card.happened("released", port=_LAST_LINE)
    card.do("ring", _FIRST_LINE, number="4957778899")
    card.happened("ringing", port=1)
    card.do("lift", 1)
    card.happened("answered", port=_FIRST_LINE)
    _hears(card, _FIRST_LINE, 1, 1004)
    _hears(card, 1, _FIRST_LINE, 700)
    card.do("hang_up", 1)
    card.happened("released", port=_FIRST_LINE)


def _battery_is_watched(card: EmulatedCard, supervisor: Supervisor) -> None:
    """A line without battery is shown as none, and is idle again when it is back."""
    for on, state in ((False, SocketState.NO_LINE), (True, SocketState.IDLE)):
        card.do("battery", _FIRST_LINE, on=on)
        _wait_for_state(supervisor, state)


def _wait_for_state(supervisor: Supervisor, state: SocketState) -> None:
    wait_until(
        lambda: _seen(supervisor).sockets[_FIRST_LINE - 1].state is state,
        f"{state} at port {_FIRST_LINE}", seconds=180, every=1,
    )  # fmt: skip


def _call(card: EmulatedCard) -> None:
    """Port 1 calls port 2, and both hear each other; the call stays up."""
    card.do("lift", 1)
    card.happened("tone", port=1, tone="dial")
    card.do("press", 1, digits=_NUMBERS[1])
    card.happened("ringing", port=2)
    card.do("lift", 2)
    _hears(card, 1, 2, 700)
    _hears(card, 2, 1, 1004)


def e1_card_shows_its_alarms(folder: Path) -> list[tuple[str, Shown]]:
    """Each alarm of the line is shown and goes; the card is pulled and comes back the same.

    Faults and how long each took to be told by whom. The card is pulled while Asterisk holds its
    channels: its far end speaks no ISDN, so no call can be up on it.
    """
    with _box(folder) as guest:
        supervisor = Supervisor(guest)
        with emulated("te122", folder) as card:
            seen = _e1_card_is_taken_on(guest, supervisor, card, "te122")
            took = _alarms_are_shown(guest, supervisor, card, seen)
            held = guest.run(["lsdahdi"]).out
            assert "(In use)" in held, held
            assert errors(guest) == []
            exchange = process_of(guest)
            guest.monitor.unplug("card")
        _is_missed(guest, supervisor, seen, exchange)
        with emulated("te122", folder) as card:
            plug(guest, card)
            again = _seen(supervisor)
            assert _places(again) == _places(seen), again
            _in_service(supervisor)
    return took


def e1_card_is_found(folder: Path) -> None:
    """The model that differs from the TE122 by its bus alone; it can be spoken by bits as well."""
    with _box(folder) as guest, emulated("te121", folder) as card:
        supervisor = Supervisor(guest)
        seen = _e1_card_is_taken_on(guest, supervisor, card, "te121")
        _in_service(supervisor)
        is_spoken_by(guest, seen, E1Signalling.CAS, "E & M E1")
        _in_service(supervisor)
        is_spoken_by(guest, seen, E1Signalling.PRI, "ISDN PRI")
        _in_service(supervisor)
        assert errors(guest) == []


def _e1_card_is_taken_on(
    guest: Guest, supervisor: Supervisor, card: EmulatedCard, model: str
) -> CardView:
    plug(guest, card)
    seen = _seen(supervisor)
    assert seen.model == model, seen
    assert [socket.kind for socket in seen.sockets] == [SocketKind.E1], seen
    _is_drawn(guest, supervisor)
    return seen


def _alarms_are_shown(
    guest: Guest, supervisor: Supervisor, card: EmulatedCard, seen: CardView
) -> list[tuple[str, Shown]]:
    took: list[tuple[str, Shown]] = []
    page = WebPage(guest)
    browser = json.dumps(page.headers()).encode()
    for fault, word in _FAULTS * _ROUNDS:
        _in_service(supervisor)
        ready = f"/run/alarm-shown-{len(took)}"
        about = [str(seen.sockets[0].span), word.value, ALARMS[word].text, ready]
        argv = ["python3", "-IBc", _ALARM_SHOWN.read_text(), *about]
        showing = guest.start(argv, stdin=browser, seconds=180)
        guest.wait(["test", "-e", ready])
        card.do("fault", faults=fault)
        took.append((fault, json.loads(showing.wait(180).require().out)))
        print(f"{fault}: seconds after the driver: {took[-1][1]}", flush=True)
        assert word in _seen(supervisor).sockets[0].alarms, (fault, word)
        all_agree(guest, page)
        card.do("fault", faults="")
    _in_service(supervisor)
    return took


def _in_service(supervisor: Supervisor) -> None:
    wait_until(
        lambda: _seen(supervisor).sockets[0].state is SocketState.IN_SERVICE,
        "in service again", seconds=120, every=1,
    )  # fmt: skip
