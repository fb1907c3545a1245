"""Changes that wait: for a quiet moment, for their hour."""

import asyncio
import errno
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from appliance.apply.transaction import EditedByHand, OwnDiffers
from appliance.core.commands import (
    AdoptCard,
    ForgetCard,
    RemoveExtension,
    edit,
)
from appliance.core.errors import Fault, Invalid
from appliance.core.zones import Zone
from appliance.facts import ConfigCommitted
from appliance.flows import drafts, waiting
from appliance.flows.waiting import At, Later, OwnText, Terms, WhenIdle, next_time, tomorrow
from tests.fakes.changing_box import BASE, MOSCOW, Box, channel, later, runs, waits
from tests.machines.offices import A400P, TE122, named, number, sip


def test_when_idle_waits_for_the_calls_it_would_end(box: Box) -> None:
    box.up = [channel("DAHDI/i2/1-1", "one")]

    async def story() -> None:
        kept = await box.changes.change_later(later(ForgetCard(TE122.key), WhenIdle()))
        assert kept.pending
        await box.later.look()
        assert box.changes.later is not None
        assert runs(box, BASE)
        box.dead = True
        await box.later.look()
        assert box.changes.later is not None, "an exchange that is silent is not idle"
        box.dead, box.up = False, [channel("PJSIP/301-1", "two")]
        await box.later.look()

    asyncio.run(story())
    assert box.changes.later is None
    assert runs(box, edit(BASE, ForgetCard(TE122.key)))
    assert box.issues() == []


def test_at_its_hour_it_is_made_once(box: Box) -> None:
    async def story() -> None:
        await box.changes.change_later(later(named("301", "Olga"), At(box.now + 3600)))
        await box.later.look()
        assert box.world.revision() == 1
        box.now += 3601
        await box.later.look()
        await box.later.look()

    asyncio.run(story())
    assert box.world.revision() == 2
    assert runs(box, edit(BASE, named("301", "Olga")))


def test_what_waits_survives_a_restart(box: Box) -> None:
    wanted = later(sip("303", "New"), At(box.now + 3600))
    asyncio.run(box.changes.change_later(wanted))
    box.start()
    assert waits(box) == wanted
    box.now += 3600
    asyncio.run(box.later.look())
    box.start()
    assert waits(box) is None
    assert runs(box, edit(BASE, sip("303", "New")))


def test_a_box_that_was_off_at_the_hour_waits_for_the_next_night(box: Box) -> None:
    at = datetime(2026, 3, 2, 0, 0, tzinfo=UTC).timestamp()  # 03:00 in Moscow
    box.now = at - 60
    asyncio.run(box.changes.change_later(later(named("301", "Olga"), At(at))))
    box.now = at + 6 * 3600
    asyncio.run(box.later.look())
    assert box.world.revision() == 1
    assert box.changes.later is not None
    assert box.changes.later.when == At(at + 86400)


def test_a_configuration_that_moved_on_is_asked_about_again(box: Box) -> None:
    async def story() -> None:
        await box.changes.change_later(later(named("301", "Olga"), At(box.now + 3600)))
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
    asyncio.run(box.changes.change_later(later(named("301", "Olga"), At(box.now))))
    box.world.sabotage = frozenset({"301"})
    asyncio.run(box.later.look())
    assert box.changes.later is None
    (text,) = box.issues()
    assert "The configuration before was kept" in text
    box.world.sabotage = frozenset()
    assert runs(box, BASE)


def test_dying_between_the_commit_and_the_note_makes_it_no_second_time(box: Box) -> None:
    asyncio.run(box.changes.change_later(later(named("301", "Olga"), At(box.now))))
    note = (box.world.folder / "later.json").read_text()
    asyncio.run(box.later.look())
    (box.world.folder / "later.json").write_text(note)
    box.start()
    asyncio.run(box.later.look())
    assert box.world.revision() == 2
    assert box.changes.later is None
    assert box.issues() == []
    assert runs(box, edit(BASE, named("301", "Olga")))


def _bringing(text: str, when: At | WhenIdle, *over: str) -> Later:
    terms = Terms(edited=over, own=(OwnText("extensions_custom.conf", text),))
    return Later(named("301", "Olga"), 1, "anna", "a wish", when, terms)


def test_an_experts_own_files_wait_with_the_change_through_a_restart(box: Box) -> None:
    own = box.world.folder / "custom" / "extensions_custom.conf"
    asyncio.run(box.changes.change_later(_bringing("[mine]\n", At(box.now + 3600))))
    assert not own.exists()
    assert (box.world.folder / "later.json").stat().st_mode & 0o077 == 0
    box.start()
    box.now += 3600
    asyncio.run(box.later.look())
    assert own.read_text() == "[mine]\n"
    assert runs(box, edit(BASE, named("301", "Olga")))


def test_when_idle_counts_the_calls_that_own_files_would_end(box: Box) -> None:
    """Nothing but the file is other, and what the cards' driver reads ends calls over them."""
    box.up = [channel("DAHDI/1-1", "one")]
    own = box.world.folder / "custom" / "chan_dahdi_custom.conf"
    terms = Terms(own=(OwnText(own.name, "rxgain = 1.0\n"),))
    wish = Later(named("301", "Anna"), 1, "anna", "a wish", WhenIdle(), terms)

    async def story() -> None:
        await box.changes.change_later(wish)
        await box.later.look()
        assert not own.exists()
        box.up = []
        await box.later.look()

    asyncio.run(story())
    assert own.exists()


def test_lines_of_somebody_else_are_asked_about_before_and_at_the_moment(box: Box) -> None:
    own = box.world.folder / "custom" / "extensions_custom.conf"
    own.write_text("[other]\n")
    with pytest.raises(OwnDiffers):
        asyncio.run(box.changes.change_later(_bringing("[mine]\n", At(box.now))))
    with pytest.raises(Invalid, match="line 1: #exec"):
        asyncio.run(box.changes.change_later(_bringing("#exec /bin/sh\n", At(box.now))))
    assert box.changes.later is None
    own.unlink()
    asyncio.run(box.changes.change_later(_bringing("[mine]\n", At(box.now))))
    own.write_text("[hers]\n")
    asyncio.run(box.later.look())
    (text,) = box.issues()
    assert "custom/extensions_custom.conf of the box holds other lines" in text
    assert own.read_text() == "[hers]\n"
    assert runs(box, BASE)


def test_what_was_changed_by_hand_is_refused_before_it_waits(box: Box) -> None:
    path = box.world.generations.running() / "asterisk" / "extensions.conf"
    path.write_text(path.read_text() + "; mine\n")
    with pytest.raises(EditedByHand):
        asyncio.run(box.changes.change_later(later(named("301", "Olga"), At(box.now))))
    assert box.changes.later is None


def test_one_that_waits_is_cancelled(box: Box) -> None:
    async def story() -> None:
        await box.changes.change_later(later(named("301", "Olga"), WhenIdle()))
        with pytest.raises(Invalid, match="a change by anna waits"):
            await box.changes.change(named("302", "x"), 1, "ivan", "y")
        with pytest.raises(Invalid, match="a change by anna waits"):
            await box.changes.change_later(later(named("302", "x"), WhenIdle()))
        await box.changes.cancel()
        with pytest.raises(Invalid, match="no change waits"):
            await box.changes.cancel()

    asyncio.run(story())
    box.start()
    assert box.changes.later is None
    assert not (box.world.folder / "later.json").exists()


def test_a_wrong_change_is_not_kept(box: Box) -> None:
    with pytest.raises(Invalid):
        asyncio.run(box.changes.change_later(later(RemoveExtension(number("999")), WhenIdle())))
    assert box.changes.later is None


@pytest.mark.parametrize("when", [WhenIdle(), At(2_000_000.0)])
def test_what_is_to_be_confirmed_is_made_at_once_or_not(box: Box, when: At | WhenIdle) -> None:
    wish = replace(later(named("301", "Olga"), when), terms=Terms(confirm=True))
    with pytest.raises(Invalid, match="make the change at once") as refused:
        asyncio.run(box.changes.change_later(wish))
    assert refused.value.field == "confirm"
    assert box.changes.later is None


def test_a_note_that_cannot_be_read_is_told_until_settings_are_changed(
    box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    note = box.world.folder / "later.json"
    note.write_text('{"command": 1}')

    async def story() -> None:
        await box.later.look()
        await box.later.look()
        assert box.changes.later is None
        assert box.issues() == [
            "A change that was to be made later is lost: its note cannot be read."
        ]
        await box.changes.change(named("301", "Olga"), 1, "anna", "x")
        await box.later.committed(ConfigCommitted(2))
        await box.later.look()

    asyncio.run(story())
    assert "lost" in caplog.text
    assert box.issues() == []
    assert not note.exists()


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


def test_while_an_update_decides_what_waits_goes_on_waiting(box: Box) -> None:
    """Another slot has a copy of it, so nobody takes it away, and none comes that has none."""

    async def story() -> None:
        await box.changes.change_later(later(named("301", "Olga"), At(box.now + 60)))
        box.now += 61
        box.changes.hold = "An update is on trial."
        await box.later.look()
        assert await box.changes.make_later() is None
        with pytest.raises(Fault, match="on trial"):
            await box.changes.cancel()
        assert box.changes.later is not None
        box.changes.hold = ""
        await box.later.look()

    asyncio.run(story())
    assert runs(box, edit(BASE, named("301", "Olga")))
    assert box.issues() == []


def test_while_an_update_decides_none_is_kept_for_later(box: Box) -> None:
    box.changes.hold = "An update is on trial."
    with pytest.raises(Fault, match="on trial"):
        asyncio.run(box.changes.change_later(later(named("301", "Olga"), WhenIdle())))
    assert box.changes.later is None


def test_what_another_version_stores_anew_is_the_same(box: Box) -> None:
    """It makes a revision of its own of the settings that it found."""
    asyncio.run(box.changes.change_later(later(named("301", "Olga"), At(box.now + 60))))
    box.world.save(BASE, "box", "settings of another version taken over")
    box.start()
    asyncio.run(box.later.look())
    assert box.changes.later == replace(later(named("301", "Olga"), At(box.now + 60)), base=2)
    box.now += 61
    asyncio.run(box.later.look())
    assert box.world.revision() == 3
    assert runs(box, edit(BASE, named("301", "Olga")))
    assert box.issues() == []


def _full(*_: object) -> None:
    raise OSError(errno.EROFS, "Read-only file system")


def test_a_disk_that_does_not_let_it_wait_a_day_more_ends_nobody(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(box.changes.change_later(later(named("301", "Olga"), At(box.now))))
    box.now += 6 * 3600
    with monkeypatch.context() as patched:
        patched.setattr(waiting, "write_whole", _full)
        asyncio.run(box.later.look())
        asyncio.run(box.later.look())
    (text,) = box.issues()
    assert "cannot be kept for later: Read-only file system" in text
    asyncio.run(box.later.look())
    assert box.changes.later is not None
    assert box.changes.later.when == At(1_086_360.0), "the next day, by the minute"


def test_settings_that_are_damaged_meanwhile_end_nobody(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(box.changes.change_later(later(named("301", "Olga"), At(box.now))))
    box.start()

    def damaged() -> int:
        raise Fault("The stored configuration does not load.")

    monkeypatch.setattr(box.world, "revision", damaged)
    asyncio.run(box.later.look())
    (text,) = box.issues()
    assert "does not load" in text
    assert box.changes.later is not None


def test_a_note_that_stays_on_the_disk_makes_it_no_second_time(box: Box) -> None:
    note = box.world.folder / "later.json"

    async def story() -> None:
        await box.changes.change_later(later(named("301", "Olga"), At(box.now)))
        note.unlink()
        note.mkdir()  # which is not taken away as a file is
        await box.later.look()
        await box.later.look()
        assert box.issues() == []
        assert box.world.revision() == 2
        await box.changes.change_later(later(named("302", "Vera"), WhenIdle(), base=2))

    with pytest.raises(Fault, match="cannot be kept"):
        asyncio.run(story())


def test_a_cancelled_one_that_stays_on_the_disk_is_told(box: Box) -> None:
    note = box.world.folder / "later.json"

    async def story() -> None:
        await box.changes.change_later(later(named("301", "Olga"), At(box.now)))
        note.unlink()
        note.mkdir()
        with pytest.raises(Fault, match="stays on the disk"):
            await box.changes.cancel()

    asyncio.run(story())
    assert box.changes.later is None


def test_lost_notes_that_stay_on_the_disk_end_nobody(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    (box.world.folder / "later.json").mkdir()
    (box.world.folder / "drafts.json").write_text("{")
    monkeypatch.setattr(drafts, "write_whole", _full)

    async def story() -> None:
        await box.drafts.read()
        await box.later.look()
        assert len(box.issues()) == 1
        await box.later.committed(ConfigCommitted(2))
        await box.later.committed(ConfigCommitted(3))
        await box.later.look()

    asyncio.run(story())
    assert box.issues() == ["Changes that were drafted are lost: their note cannot be read."]


def test_an_hour_of_a_zone_that_nobody_knows_is_a_fault() -> None:
    nowhere = Zone("Europe/Nowhere")
    with pytest.raises(Fault, match="does not know the time zone"):
        next_time(1, nowhere, 0.0)
    with pytest.raises(Fault, match="does not know the time zone"):
        tomorrow(0.0, nowhere, 1.0)
