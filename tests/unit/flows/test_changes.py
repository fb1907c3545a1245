"""Changes by several admins: refused with what differs, kept for later, or kept when confirmed."""

import asyncio
from dataclasses import replace

import pytest

from appliance import bus
from appliance.apply.plan import plan
from appliance.apply.transaction import RolledBack
from appliance.compiler.compile import compile_config
from appliance.core.call_handling import Menu, MenuChoice, Prompt
from appliance.core.commands import (
    AdoptCard,
    ForgetCard,
    Put,
    RemoveExtension,
    SetOffice,
    SetRecording,
    Several,
    TakeOut,
    edit,
)
from appliance.core.config import Config
from appliance.core.countries import CountryCode
from appliance.core.errors import Fault, Invalid
from appliance.core.keys import Key
from appliance.core.office import office_of
from appliance.core.people import Person
from appliance.core.targets import ToExtension
from appliance.core.text import DisplayName
from appliance.core.trunks import Recording
from appliance.facts import ConfigCommitted, NobodyConfirmed
from appliance.flows import waiting
from appliance.flows.moved import Moved
from appliance.flows.waiting import Terms, WhenIdle, needs_confirm
from tests.fakes.changing_box import BASE, Box, channel, later, runs
from tests.machines.known import OFFICES
from tests.machines.offices import A400P, TE122, named, number, sip

# What a change would do


def test_what_it_would_do_is_told_with_the_calls_it_would_end(box: Box) -> None:
    box.up = [
        channel("DAHDI/1-1", "one"),
        channel("DAHDI/i2/123-1", "two"),
        channel("PJSIP/301-1", "two"),
        channel("PJSIP/302-1", "three"),
    ]
    seen = asyncio.run(box.changes.foresee(ForgetCard(TE122.key), 1))
    told = {each.text: each.calls for each in seen.steps}
    assert told["Channels 5 to 35 are taken away: calls over them end."] == 1
    assert told["Line cards that came or went are seen to; calls go on."] == 0
    assert seen.drops == 1
    assert runs(box, BASE)


def test_what_waits_for_the_next_start_is_told(box: Box) -> None:
    """Another country's impedance: a driver that is loaded keeps its own."""
    there = SetOffice(replace(office_of(box.config), country=CountryCode.DE))
    seen = asyncio.run(box.changes.foresee(there, 1))
    assert [each.text for each in seen.steps if "next start" in each.text] == [
        "The card driver wctdm takes its new settings at the next start of the box."
    ]
    card = asyncio.run(box.changes.foresee(AdoptCard(A400P), 1))
    assert [each.text for each in card.steps if "next start" in each.text] == []


def test_a_rename_ends_no_call(box: Box) -> None:
    box.up = [channel("DAHDI/1-1", "one")]
    seen = asyncio.run(box.changes.foresee(named("301", "Пётр"), 1))
    assert seen.drops == 0
    assert [each.text for each in seen.steps] == [
        "The exchange reads res_config_sqlite3.conf anew; calls go on."
    ]


MENU = Menu(
    Key("day"), DisplayName("Day"), Key("hello"), (MenuChoice("1", ToExtension(number("301"))),)
)


async def _with_a_menu(box: Box) -> None:
    both = Several((Put(Prompt(Key("hello"), DisplayName("Hello"))), Put(MENU)))
    await box.changes.change(both, 1, "anna", "x")


def test_whoever_is_in_a_menu_that_is_taken_out_is_counted(box: Box) -> None:
    """Who went on from it and talks is not."""
    asyncio.run(_with_a_menu(box))
    box.up = [
        replace(channel("PJSIP/301-1", "in it"), context="ivr-day"),
        replace(channel("PJSIP/302-1", "talks"), context="ivr-day", bridge="b"),
        channel("PJSIP/303-1", "elsewhere"),
    ]
    seen = asyncio.run(box.changes.foresee(TakeOut(MENU), 2))
    assert seen.drops == 1
    assert [each.text for each in seen.steps if each.calls] == [
        "The exchange reads extensions.conf anew: calls in what is taken out end, others go on."
    ]
    assert asyncio.run(box.changes.foresee(named("301", "x"), 2)).drops == 0


def test_a_menu_is_taken_out_once_nobody_is_in_it(box: Box) -> None:
    async def story() -> None:
        await _with_a_menu(box)
        box.up = [replace(channel("PJSIP/301-1", "in it"), context="ivr-day")]
        await box.changes.change_later(later(TakeOut(MENU), WhenIdle(), base=2))
        await box.later.look()
        assert box.world.revision() == 2
        box.up = []
        await box.later.look()

    asyncio.run(story())
    assert box.config.menus == ()


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
    assert refusal.value.since == 1, "from which the difference is told"


def test_where_two_changes_meet_is_told(box: Box) -> None:
    asyncio.run(box.changes.change(named("302", "Пётр"), 1, "ivan", "x"))
    asyncio.run(box.changes.change(SetRecording(Recording.ALL), 2, "ivan", "x"))
    with pytest.raises(Moved) as refusal:
        asyncio.run(box.changes.change(RemoveExtension(number("302")), 1, "anna", "y"))
    assert set(refusal.value.meanwhile) == {"extension Пётр", "recording"}
    assert refusal.value.both == ("extension Пётр",)


def test_a_base_that_nobody_knows_is_refused(box: Box) -> None:
    with pytest.raises(Moved, match="somebody changed the configuration meanwhile") as refusal:
        asyncio.run(box.changes.foresee(named("301", "x"), 99))
    assert refusal.value.since == 0


# Kept when confirmed


async def _tried(box: Box) -> None:
    applied = await box.changes.change(sip("303", "New"), 1, "anna", "x", Terms(confirm=True))
    assert applied.pending
    assert box.changes.unconfirmed is not None
    assert box.world.armed
    assert "303" in box.world.loaded["asterisk/extensions.conf"]


def test_what_could_lock_its_admin_out_waits_for_a_yes(box: Box) -> None:
    compiled = box.changes.applier.compile

    def locking(config: Config) -> dict[str, str]:
        return {**compiled(config), "asterisk/manager.conf": "[general]\nenabled = no\n"}

    async def story() -> None:
        box.changes.applier.compile = locking
        with pytest.raises(Invalid, match="it could lock you out"):
            await box.changes.change_later(later(named("301", "Olga"), WhenIdle()))
        applied = await box.changes.change(named("301", "Olga"), 1, "anna", "x")
        assert applied.pending
        assert box.config == BASE
        await box.changes.cancel()

    asyncio.run(story())
    box.changes.applier.compile = compiled
    assert runs(box, BASE)


@pytest.mark.parametrize("office", OFFICES)
def test_no_setting_of_now_locks_anybody_out(office: str) -> None:
    assert not needs_confirm(plan(compile_config(Config()), compile_config(OFFICES[office]())))


def test_a_change_that_is_confirmed_is_kept(box: Box) -> None:
    async def story() -> None:
        await _tried(box)
        assert box.config == BASE, "nothing is committed before"
        assert (await box.changes.confirm()).revision == 2

    asyncio.run(story())
    assert runs(box, edit(BASE, sip("303", "New")))


def test_a_change_that_nobody_confirms_is_put_back(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And its author is told, who may not have been there to see it run."""
    monkeypatch.setattr(waiting, "CONFIRM", 0.05)

    async def story() -> None:
        told: asyncio.Queue[NobodyConfirmed] = asyncio.Queue()
        box.bus.subscribe("test", NobodyConfirmed, call=told.put)
        await _tried(box)
        await box.later.unconfirmed(await asyncio.wait_for(told.get(), 5))
        with pytest.raises(Invalid, match="no change waits to be confirmed"):
            await box.changes.confirm()
        assert box.issues() == [
            "The change by anna was put back: nobody confirmed it in time.",
        ]
        await box.changes.change(named("301", "Olga"), 1, "anna", "x")
        await box.later.committed(ConfigCommitted(2))
        assert box.issues() == []

    asyncio.run(story())
    assert runs(box, edit(BASE, named("301", "Olga")))


def test_a_change_that_waits_for_a_yes_is_taken_back(box: Box) -> None:
    async def story() -> None:
        await _tried(box)
        await box.changes.cancel()

    asyncio.run(story())
    assert runs(box, BASE)


def test_a_yes_while_an_update_is_on_its_way_is_refused(box: Box) -> None:
    """The other slot may have a copy by then, and would start without it."""

    async def story() -> None:
        await _tried(box)
        box.changes.hold = "An update is being installed."
        with pytest.raises(Fault, match="being installed"):
            await box.changes.confirm()
        box.changes.hold = ""
        await box.changes.confirm()

    asyncio.run(story())
    assert runs(box, edit(BASE, sip("303", "New")))


def test_what_cannot_be_put_back_in_time_ends_nobody(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "CONFIRM", 0.05)
    ended: list[bool] = []
    monkeypatch.setattr(bus, "die", lambda: ended.append(True))

    async def story() -> None:
        told: asyncio.Queue[NobodyConfirmed] = asyncio.Queue()
        box.bus.subscribe("test", NobodyConfirmed, call=told.put)
        await _tried(box)
        box.world.says = silent
        await asyncio.wait_for(told.get(), 5)
        await asyncio.sleep(0.01)

    def silent(_line: str) -> str:
        raise Fault("Asterisk does not answer.")

    asyncio.run(story())
    assert ended == []
    assert box.world.armed, "the timer does it"


def test_a_dead_supervisor_does_not_keep_what_nobody_confirmed(box: Box) -> None:
    """The timer's unit points back to what is committed; a new supervisor agrees."""
    asyncio.run(_tried(box))
    box.world.time_runs_out()
    box.start()
    asyncio.run(box.changes.recover())
    assert runs(box, BASE)


def test_a_supervisor_that_starts_anew_puts_back_what_nobody_confirmed(box: Box) -> None:
    asyncio.run(_tried(box))
    box.start()
    asyncio.run(box.changes.recover())
    assert runs(box, BASE)


def test_a_yes_that_comes_after_the_timer_is_told(box: Box) -> None:
    async def story() -> None:
        await _tried(box)
        box.world.time_runs_out()
        await box.changes.confirm()

    with pytest.raises(RolledBack, match="too long"):
        asyncio.run(story())
    assert runs(box, BASE)


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
    assert runs(box, edit(edit(BASE, sip("303", "New")), AdoptCard(A400P)))


# Restoring


def test_an_earlier_revision_is_restored(box: Box) -> None:
    asyncio.run(box.changes.change(named("301", "Olga"), 1, "anna", "x"))
    asyncio.run(box.changes.restore(1, "anna"))
    assert box.world.revision() == 3
    assert runs(box, BASE)


def test_what_is_restored_waits_for_a_yes_as_any_other_change(box: Box) -> None:
    async def story() -> None:
        await box.changes.change(named("301", "Olga"), 1, "anna", "x")
        applied = await box.changes.restore(1, "anna", Terms(confirm=True))
        assert applied.pending
        assert box.world.revision() == 2
        await box.changes.cancel()
        assert runs(box, edit(BASE, named("301", "Olga")))
        await box.changes.restore(1, "anna", Terms(confirm=True))
        assert (await box.changes.confirm()).revision == 3

    asyncio.run(story())
    assert runs(box, BASE)
    assert box.world.notes[-1].message == "restored", "by the way that asks nothing of the store"


def test_what_is_restored_and_could_lock_out_waits_too(box: Box) -> None:
    compiled = box.changes.applier.compile

    async def story() -> None:
        await box.changes.change(named("301", "Olga"), 1, "anna", "x")
        box.changes.applier.compile = lambda config: {
            **compiled(config),
            "asterisk/manager.conf": "[general]\nenabled = no\n",
        }
        assert (await box.changes.restore(1, "anna")).pending
        await box.changes.cancel()

    asyncio.run(story())


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
    assert runs(box, BASE)


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
    assert runs(box, edit(BASE, named("301", "Olga")))


def test_a_person_of_many_words_is_named_once(box: Box) -> None:
    put = Put(Person(Key("p-1"), DisplayName("Анна"), number=number("301")))
    asyncio.run(box.changes.change(put, 1, "ivan", "x"))
    with pytest.raises(Moved, match="person Анна"):
        asyncio.run(box.changes.change(named("302", "x"), 1, "anna", "y"))
