"""An admin's draft: several edits that hold one after the other, beside what others make."""

import asyncio
from dataclasses import replace

import pytest

from appliance.core.commands import Command, Put, RemoveExtension, SetOffice, Several, edit
from appliance.core.errors import Fault, Invalid
from appliance.core.keys import Key
from appliance.core.office import office_of
from appliance.core.people import Department, Extension
from appliance.core.text import DisplayName
from appliance.core.trunks import Recording
from appliance.facts import ConfigCommitted
from appliance.flows.drafts import MOST_STEPS, Draft, Drafts
from appliance.flows.moved import Moved
from tests.fakes.changing_box import BASE, Box
from tests.machines.offices import named, number
from tests.machines.parts import department, person


@pytest.fixture
def drafts(box: Box) -> Drafts:
    return box.drafts


def kept(drafts: Drafts, command: Command, base: int = 1, author: str = "anna") -> Draft:
    return asyncio.run(drafts.keep(author, base, command))


def test_steps_follow_one_another_and_change_nothing_yet(box: Box, drafts: Drafts) -> None:
    kept(drafts, department("sales", "Sales"))
    kept(drafts, person("301", "Anna", works_in="sales"))
    stages = asyncio.run(drafts.stages("anna"))
    assert [len(stage.people) for stage in stages] == [0, 0, 1]
    assert box.config == BASE
    assert asyncio.run(drafts.of("ivan")).commands == ()


def test_a_step_that_does_not_hold_is_refused_at_its_field(drafts: Drafts) -> None:
    kept(drafts, department("sales", "Sales"))
    with pytest.raises(Invalid) as refusal:
        kept(drafts, person("301", "Anna", works_in="support"))
    assert refusal.value.field == "department"
    assert len(asyncio.run(drafts.of("anna")).commands) == 1


def test_the_same_part_again_is_one_step(box: Box, drafts: Drafts) -> None:
    kept(drafts, department("sales", "Sales"))
    draft = kept(drafts, department("sales", "Продажи"))
    assert draft.commands == (Put(Department(Key("sales"), DisplayName("Продажи"))),)
    usual = office_of(box.config)
    kept(drafts, SetOffice(replace(usual, recording=Recording.OUTSIDE)))
    assert len(kept(drafts, SetOffice(replace(usual, recording=Recording.ALL))).commands) == 2


def test_a_step_that_changes_nothing_is_none(box: Box, drafts: Drafts) -> None:
    usual = office_of(box.config)
    assert kept(drafts, SetOffice(usual)).commands == ()
    assert len(kept(drafts, department("sales", "Sales")).commands) == 1
    assert len(kept(drafts, SetOffice(usual)).commands) == 1
    kept(drafts, SetOffice(replace(usual, recording=Recording.ALL)))
    assert len(kept(drafts, SetOffice(usual)).commands) == 1  # back to what it was


def test_a_step_is_left_out_unless_another_needs_it(drafts: Drafts) -> None:
    kept(drafts, department("sales", "Sales"))
    kept(drafts, person("301", "Anna", works_in="sales"))
    with pytest.raises(Invalid, match="there is no sales"):
        asyncio.run(drafts.leave_out("anna", 0))
    assert len(asyncio.run(drafts.leave_out("anna", 1)).commands) == 1
    with pytest.raises(Invalid, match="no such step"):
        asyncio.run(drafts.leave_out("anna", 5))
    assert asyncio.run(drafts.leave_out("anna", 0)).commands == ()


def test_a_draft_survives_a_restart(box: Box, drafts: Drafts) -> None:
    kept(drafts, department("sales", "Sales"))
    again = Drafts(drafts.path, box.changes)
    assert asyncio.run(again.of("anna")) == asyncio.run(drafts.of("anna"))
    asyncio.run(again.drop("anna"))
    assert asyncio.run(Drafts(drafts.path, box.changes).of("anna")).commands == ()


def test_a_damaged_file_is_no_draft(box: Box, drafts: Drafts) -> None:
    kept(drafts, department("sales", "Sales"))
    drafts.path.write_text("{")
    assert asyncio.run(Drafts(drafts.path, box.changes).of("anna")).commands == ()


def test_drafts_that_cannot_be_read_are_told_until_settings_are_changed(
    box: Box, drafts: Drafts
) -> None:
    kept(drafts, department("sales", "Sales"))
    drafts.path.write_text("{")
    box.start()

    async def story() -> None:
        await box.drafts.read()
        await box.later.look()
        await box.later.look()
        assert box.issues() == ["Changes that were drafted are lost: their note cannot be read."]
        await box.drafts.keep("ivan", 1, named("302", "Пётр"))
        await box.changes.change(named("301", "Olga"), 1, "anna", "x")
        await box.later.committed(ConfigCommitted(2))
        await box.later.look()

    asyncio.run(story())
    assert box.issues() == []
    box.start()
    assert len(asyncio.run(box.drafts.of("ivan")).commands) == 1
    assert box.drafts.lost == ""


def test_it_follows_what_others_make_of_other_parts(box: Box, drafts: Drafts) -> None:
    kept(drafts, named("301", "Olga"))
    asyncio.run(box.changes.change(named("302", "Пётр"), 1, "ivan", "x"))
    assert asyncio.run(drafts.of("anna")).base == 2
    last = asyncio.run(drafts.stages("anna"))[-1]
    assert [each.name.text for each in last.extensions][-2:] == ["Olga", "Пётр"]


def test_where_it_meets_another_s_change_it_stays_until_somebody_decides(
    box: Box, drafts: Drafts
) -> None:
    kept(drafts, named("301", "Olga"))
    asyncio.run(box.changes.change(named("301", "Пётр"), 1, "ivan", "x"))
    assert asyncio.run(drafts.of("anna")).base == 1
    assert "ivan changed extension Пётр" in asyncio.run(drafts.clash("anna"))
    asyncio.run(drafts.take_over("anna"))
    assert asyncio.run(drafts.clash("anna")) == ""
    assert asyncio.run(drafts.stages("anna"))[-1] == edit(box.config, named("301", "Olga"))


def test_what_others_took_away_clashes(box: Box, drafts: Drafts) -> None:
    kept(drafts, person("301", "Anna"))
    asyncio.run(box.changes.change(RemoveExtension(number("301")), 1, "ivan", "x"))
    assert "no extension 301" in asyncio.run(drafts.clash("anna"))
    with pytest.raises(Invalid):
        asyncio.run(drafts.take_over("anna"))
    asyncio.run(drafts.drop("anna"))
    assert asyncio.run(drafts.of("anna")) == Draft("anna", 2)


def test_who_saw_an_older_part_does_not_write_over_a_newer_one(box: Box, drafts: Drafts) -> None:
    asyncio.run(box.changes.change(named("301", "Пётр"), 1, "ivan", "x"))
    with pytest.raises(Moved):
        kept(drafts, Put(Extension(number("301"), DisplayName("Olga"))), base=1)
    assert kept(drafts, named("302", "Olga"), base=1).base == 2


def test_a_draft_that_was_made_is_gone(box: Box, drafts: Drafts) -> None:
    """Such as by a change that was confirmed after its author had left."""
    draft = kept(drafts, named("301", "Olga"))
    asyncio.run(box.changes.change(Several(draft.commands), 1, "anna", "x"))
    assert asyncio.run(drafts.of("anna")) == Draft("anna", 2)


def test_a_draft_does_not_grow_for_ever(box: Box, drafts: Drafts) -> None:
    steps = tuple(named("301", f"Olga {at}") for at in range(MOST_STEPS))
    drafts.path.write_text("")
    drafts._drafts = {"anna": Draft("anna", 1, steps)}
    with pytest.raises(Invalid, match="make them before"):
        kept(drafts, named("302", "Пётр"))
    assert box.config == BASE


def test_a_full_disk_is_told(box: Box, drafts: Drafts) -> None:
    drafts.path = box.world.folder / "nowhere" / "drafts.json"
    with pytest.raises(Fault, match="cannot be kept"):
        kept(drafts, named("301", "Olga"))
