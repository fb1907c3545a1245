"""Changes by several admins: refused with what differs, kept for later, or kept when confirmed."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.apply.transaction import RolledBack
from appliance.asterisk.queries import ChannelSeen
from appliance.bus import Bus
from appliance.core.commands import (
    AdoptCard,
    Command,
    ForgetCard,
    Put,
    RemoveExtension,
    SetRecording,
    edit,
)
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.core.keys import Key
from appliance.core.people import Person
from appliance.core.text import DisplayName
from appliance.core.trunks import Recording
from appliance.core.zones import Zone
from appliance.facts import ConfigCommitted
from appliance.flows import change_config
from appliance.flows.change_config import Changes
from appliance.flows.later_change import KIND, LaterChange
from appliance.flows.moved import Moved
from appliance.flows.waiting import At, Kept, Later, Terms, WhenIdle, next_time
from appliance.health.board import Board
from tests.fakes.apply_world import Steps, World
from tests.machines.offices import A400P, TDM400P, TE122, after, named, number, sip

BASE = after(AdoptCard(TDM400P), AdoptCard(TE122), sip("301", "Anna"), sip("302", "Ivan"))
MOSCOW = Zone("Europe/Moscow")


def _channel(name: str, linked: str) -> ChannelSeen:
    return ChannelSeen(name, linked, linked, "Up", "", "", "", "", "", "from-internal", "", 1)


@dataclass
class Box:
    """A supervisor's changes over a made-up Asterisk; `now` is its clock, `up` what is called."""

    world: World
    now: float = 1_000_000.0
    up: list[ChannelSeen] = field(default_factory=list)
    dead: bool = False

    def __post_init__(self) -> None:
        self.bus = Bus()
        self.board = Board(self.bus)
        self.start()

    def start(self) -> None:
        """A new process: nothing is remembered but what is on disk."""
        kept = Kept(self.world.folder / "later.json")
        applier = self.world.applier()
        self.changes = Changes(applier, self.world, self.bus, kept, lambda: self.now, self.channels)
        self.later = LaterChange(self.changes, self.board)

    async def channels(self) -> tuple[ChannelSeen, ...]:
        if self.dead:
            raise Fault("Asterisk does not answer.")
        return tuple(self.up)

    @property
    def config(self) -> Config:
        return self.world.load()

    def issues(self) -> list[str]:
        return [each.issue.text for each in self.board.issues() if each.issue.kind == KIND]


@pytest.fixture
def box(tmp_path: Path) -> Box:
    """It runs BASE as revision 1."""
    made = Box(World(tmp_path))
    asyncio.run(made.changes.applier.apply(BASE, "test", "first"))
    made.world.steps = Steps()
    return made


def _later(command: Command, when: At | WhenIdle, base: int = 1) -> Later:
    return Later(command, base, "anna", "a wish", when)


def _waits(box: Box) -> Later | None:
    return box.changes.later


def _runs(box: Box, config: Config) -> bool:
    generations = box.world.generations
    return (
        box.config == config
        and generations.running() == generations.committed()
        and dict(generations.read(generations.running()).files)
        == box.changes.applier.compile(config)
        and not box.world.armed
    )


# What a change would do


def test_what_it_would_do_is_told_with_the_calls_it_would_end(box: Box) -> None:
    box.up = [
        _channel("DAHDI/1-1", "one"),
        _channel("DAHDI/i2/123-1", "two"),
        _channel("PJSIP/301-1", "two"),
        _channel("PJSIP/302-1", "three"),
    ]
    seen = asyncio.run(box.changes.foresee(ForgetCard(TE122.key), 1))
    told = {each.text: each.calls for each in seen.steps}
    assert told["Channels 5 to 35 are taken away: calls over them end."] == 1
    assert told["The line cards are set up anew: every call over them ends."] == 2
    assert seen.drops == 2
    assert _runs(box, BASE)


def test_a_rename_ends_no_call(box: Box) -> None:
    box.up = [_channel("DAHDI/1-1", "one")]
    seen = asyncio.run(box.changes.foresee(named("301", "Пётр"), 1))
    assert seen.drops == 0
    assert [each.text for each in seen.steps] == [
        "The exchange reads res_config_sqlite3.conf anew; calls go on."
    ]


def test_nothing_to_change_asks_nobody(box: Box) -> None:
    box.dead = True
    seen = asyncio.run(box.changes.foresee(named("301", "Anna"), 1))
    assert (seen.plan.changed, seen.steps, seen.drops) == ((), (), 0)


# Several admins


def test_who_comes_late_is_told_what_changed_meanwhile(box: Box) -> None:
    asyncio.run(box.changes.change(named("302", "Пётр"), 1, "ivan", "x"))
    with pytest.raises(Moved, match="extension Пётр meanwhile; look again") as refusal:
        asyncio.run(box.changes.change(named("301", "Olga"), 1, "anna", "y"))
    assert refusal.value.meanwhile == ("extension Пётр",)
    assert refusal.value.both == ()
    (part,) = refusal.value.difference
    assert [(f.field, f.before, f.after) for f in part.fields] == [("name", ("Ivan",), ("Пётр",))]


def test_where_two_changes_meet_is_told(box: Box) -> None:
    asyncio.run(box.changes.change(named("302", "Пётр"), 1, "ivan", "x"))
    asyncio.run(box.changes.change(SetRecording(Recording.ALL), 2, "ivan", "x"))
    with pytest.raises(Moved) as refusal:
        asyncio.run(box.changes.change(RemoveExtension(number("302")), 1, "anna", "y"))
    assert set(refusal.value.meanwhile) == {"extension Пётр", "recording"}
    assert refusal.value.both == ("extension Пётр",)


def test_a_base_that_nobody_knows_is_refused(box: Box) -> None:
    with pytest.raises(Moved, match="somebody changed the configuration meanwhile"):
        asyncio.run(box.changes.foresee(named("301", "x"), 99))


# Kept when confirmed


async def _tried(box: Box) -> None:
    applied = await box.changes.change(sip("303", "New"), 1, "anna", "x", Terms(confirm=True))
    assert applied.pending
    assert box.changes.unconfirmed is not None
    assert box.world.armed
    assert "303" in box.world.loaded["asterisk/extensions.conf"]


def test_a_change_that_is_confirmed_is_kept(box: Box) -> None:
    async def story() -> None:
        await _tried(box)
        assert box.config == BASE, "nothing is committed before"
        assert (await box.changes.confirm()).revision == 2

    asyncio.run(story())
    assert _runs(box, edit(BASE, sip("303", "New")))


def test_a_change_that_nobody_confirms_is_put_back(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_config, "CONFIRM", 0.05)

    async def story() -> None:
        await _tried(box)
        async with asyncio.timeout(5):
            while box.changes.unconfirmed is not None:
                await asyncio.sleep(0.01)
        with pytest.raises(Invalid, match="no change waits to be confirmed"):
            await box.changes.confirm()

    asyncio.run(story())
    assert _runs(box, BASE)
    assert not box.world.armed


def test_a_change_that_waits_for_a_yes_is_taken_back(box: Box) -> None:
    async def story() -> None:
        await _tried(box)
        await box.changes.cancel()

    asyncio.run(story())
    assert _runs(box, BASE)


def test_a_dead_supervisor_does_not_keep_what_nobody_confirmed(box: Box) -> None:
    """The timer's unit points back to what is committed; a new supervisor agrees."""
    asyncio.run(_tried(box))
    box.world.power_returns()
    box.start()
    asyncio.run(box.changes.recover())
    assert _runs(box, BASE)


def test_a_supervisor_that_starts_anew_puts_back_what_nobody_confirmed(box: Box) -> None:
    asyncio.run(_tried(box))
    box.start()
    asyncio.run(box.changes.recover())
    assert _runs(box, BASE)


def test_a_yes_that_comes_after_the_timer_is_told(box: Box) -> None:
    async def story() -> None:
        await _tried(box)
        box.world.power_returns()
        await box.changes.confirm()

    with pytest.raises(RolledBack, match="too long"):
        asyncio.run(story())
    assert _runs(box, BASE)


def test_while_one_waits_others_are_refused_and_cards_wait(box: Box) -> None:
    async def story() -> None:
        await _tried(box)
        with pytest.raises(Invalid, match="a change by anna waits"):
            await box.changes.change(named("301", "x"), 1, "ivan", "y")
        card = asyncio.create_task(box.changes.take_on((AdoptCard(A400P),), "a card"))
        await asyncio.sleep(0)
        assert not card.done()
        await box.changes.confirm()
        await card

    asyncio.run(story())
    assert _runs(box, edit(edit(BASE, sip("303", "New")), AdoptCard(A400P)))


# Later


def test_when_idle_waits_for_the_calls_it_would_end(box: Box) -> None:
    box.up = [_channel("DAHDI/i2/1-1", "one")]

    async def story() -> None:
        kept = await box.changes.change_later(_later(ForgetCard(TE122.key), WhenIdle()))
        assert kept.pending
        await box.later.look()
        assert box.changes.later is not None
        assert _runs(box, BASE)
        box.dead = True
        await box.later.look()
        assert box.changes.later is not None, "an exchange that is silent is not idle"
        box.dead, box.up = False, [_channel("PJSIP/301-1", "two")]
        await box.later.look()

    asyncio.run(story())
    assert box.changes.later is None
    assert _runs(box, edit(BASE, ForgetCard(TE122.key)))
    assert box.issues() == []


def test_at_its_hour_it_is_made_once(box: Box) -> None:
    async def story() -> None:
        await box.changes.change_later(_later(named("301", "Olga"), At(box.now + 3600)))
        await box.later.look()
        assert box.world.revision() == 1
        box.now += 3601
        await box.later.look()
        await box.later.look()

    asyncio.run(story())
    assert box.world.revision() == 2
    assert _runs(box, edit(BASE, named("301", "Olga")))


def test_what_waits_survives_a_restart(box: Box) -> None:
    wanted = _later(sip("303", "New"), At(box.now + 3600))
    asyncio.run(box.changes.change_later(wanted))
    box.start()
    assert _waits(box) == wanted
    box.now += 3600
    asyncio.run(box.later.look())
    box.start()
    assert _waits(box) is None
    assert _runs(box, edit(BASE, sip("303", "New")))


def test_a_box_that_was_off_at_the_hour_waits_for_the_next_night(box: Box) -> None:
    at = datetime(2026, 3, 2, 0, 0, tzinfo=UTC).timestamp()  # 03:00 in Moscow
    box.now = at - 60
    asyncio.run(box.changes.change_later(_later(named("301", "Olga"), At(at))))
    box.now = at + 6 * 3600
    asyncio.run(box.later.look())
    assert box.world.revision() == 1
    assert box.changes.later is not None
    assert box.changes.later.when == At(at + 86400)


def test_a_configuration_that_moved_on_is_asked_about_again(box: Box) -> None:
    async def story() -> None:
        await box.changes.change_later(_later(named("301", "Olga"), At(box.now + 3600)))
        await box.changes.take_on((AdoptCard(A400P),), "a card")
        await box.later.look()

    asyncio.run(story())
    assert box.changes.later is None
    (text,) = box.issues()
    assert "anna" in text
    assert "changed meanwhile" in text
    asyncio.run(box.later.committed(ConfigCommitted(3)))
    assert box.issues() == []


def test_what_no_longer_holds_at_its_hour_is_asked_about_again(box: Box) -> None:
    asyncio.run(box.changes.change_later(_later(named("301", "Olga"), At(box.now))))
    box.world.sabotage = frozenset({"301"})
    asyncio.run(box.later.look())
    assert box.changes.later is None
    (text,) = box.issues()
    assert "The configuration before was kept" in text
    box.world.sabotage = frozenset()
    assert _runs(box, BASE)


def test_dying_between_the_commit_and_the_note_makes_it_no_second_time(box: Box) -> None:
    asyncio.run(box.changes.change_later(_later(named("301", "Olga"), At(box.now))))
    note = (box.world.folder / "later.json").read_text()
    asyncio.run(box.later.look())
    (box.world.folder / "later.json").write_text(note)
    box.start()
    asyncio.run(box.later.look())
    assert box.world.revision() == 2
    assert box.changes.later is None
    assert box.issues() == []
    assert _runs(box, edit(BASE, named("301", "Olga")))


def test_one_that_waits_is_cancelled(box: Box) -> None:
    async def story() -> None:
        await box.changes.change_later(_later(named("301", "Olga"), WhenIdle()))
        with pytest.raises(Invalid, match="a change by anna waits"):
            await box.changes.change(named("302", "x"), 1, "ivan", "y")
        with pytest.raises(Invalid, match="a change by anna waits"):
            await box.changes.change_later(_later(named("302", "x"), WhenIdle()))
        await box.changes.cancel()
        with pytest.raises(Invalid, match="no change waits"):
            await box.changes.cancel()

    asyncio.run(story())
    box.start()
    assert box.changes.later is None
    assert not (box.world.folder / "later.json").exists()


def test_a_wrong_change_is_not_kept(box: Box) -> None:
    with pytest.raises(Invalid):
        asyncio.run(box.changes.change_later(_later(RemoveExtension(number("999")), WhenIdle())))
    assert box.changes.later is None


def test_a_note_that_cannot_be_read_is_told_and_dropped(
    box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    (box.world.folder / "later.json").write_text('{"command": 1}')
    assert box.changes.later is None
    assert "lost" in caplog.text


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("2026-03-01T12:00:00+03:00", "2026-03-02T03:00:00+03:00"),
        ("2026-03-01T02:59:59+03:00", "2026-03-01T03:00:00+03:00"),
        ("2026-03-01T03:00:00+03:00", "2026-03-02T03:00:00+03:00"),
    ],
)
def test_three_in_the_morning_is_the_offices_own(now: str, shown: str) -> None:
    at = next_time(180, MOSCOW, datetime.fromisoformat(now).timestamp())
    assert at == datetime.fromisoformat(shown).timestamp()


def test_an_hour_that_a_change_of_clocks_leaves_out_comes_later() -> None:
    """In Berlin 02:30 does not exist on 2026-03-29."""
    now = datetime.fromisoformat("2026-03-29T00:00:00+01:00").timestamp()
    at = next_time(150, Zone("Europe/Berlin"), now)
    assert at == datetime.fromisoformat("2026-03-29T03:30:00+02:00").timestamp()


# Restoring


def test_an_earlier_revision_is_restored(box: Box) -> None:
    asyncio.run(box.changes.change(named("301", "Olga"), 1, "anna", "x"))
    asyncio.run(box.changes.restore(1, "anna"))
    assert box.world.revision() == 3
    assert _runs(box, BASE)


def test_a_store_that_does_not_load_is_restored(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged() -> Config:
        raise Fault("The stored configuration does not load.", "Restore revision 1.")

    with monkeypatch.context() as patched:
        patched.setattr(box.world, "load", damaged)
        box.start()
        with pytest.raises(Fault, match="does not load"):
            asyncio.run(box.changes.recover())
        patched.setattr(box.world, "load", lambda: BASE)
        asyncio.run(box.changes.restore(1, "anna"))
    assert box.changes.config == BASE
    assert _runs(box, BASE)


# Changed by hand


def test_what_was_changed_by_hand_is_foreseen_and_lost_only_with_a_yes(box: Box) -> None:
    edited = box.world.generations.running() / "asterisk/rtp.conf"
    edited.write_text("; mine\n" + edited.read_text())
    seen = asyncio.run(box.changes.foresee(named("301", "Olga"), 1))
    assert seen.edited == ("asterisk/rtp.conf",)
    with pytest.raises(Invalid, match="changed by hand"):
        asyncio.run(box.changes.change(named("301", "Olga"), 1, "anna", "x"))
    terms = Terms(edited=("asterisk/rtp.conf",))
    asyncio.run(box.changes.change(named("301", "Olga"), 1, "anna", "x", terms))
    assert _runs(box, edit(BASE, named("301", "Olga")))


def test_a_person_of_many_words_is_named_once(box: Box) -> None:
    put = Put(Person(Key("p-1"), DisplayName("Анна"), number=number("301")))
    asyncio.run(box.changes.change(put, 1, "ivan", "x"))
    with pytest.raises(Moved, match="person Анна"):
        asyncio.run(box.changes.change(named("302", "x"), 1, "anna", "y"))
