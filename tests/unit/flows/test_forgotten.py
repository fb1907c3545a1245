"""A number that goes takes along what its telephone had set; the others keep it."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.core.call_handling import HuntGroup
from appliance.core.commands import (
    AddSipPhone,
    Command,
    Put,
    PutAs,
    RemoveExtension,
    Several,
    TakeOut,
)
from appliance.core.errors import Fault
from appliance.core.keys import Key
from appliance.core.live_state import ACCOUNTS, BOXES, CONTACTS, FAMILIES, LAMPS, OF_EXTENSIONS
from appliance.core.people import Mailbox, Person
from appliance.core.schedules import Schedule, WeekRange
from appliance.core.secret import secret_from
from appliance.core.text import DisplayName
from tests.fakes.apply_world import Died, Steps
from tests.fakes.changing_box import Box
from tests.machines.offices import named, number, sip

_STAYS = {
    **{f"{family}/301": "201" for family in OF_EXTENSIONS},
    f"{LAMPS}/DND301": "INUSE",
    f"{LAMPS}/DAYNIGHT3": "INUSE",
    "DAYNIGHT/3": "NIGHT",
    "SPEEDDIAL/301-1": "201",
    "CF/somebody": "201",  # no number: another's
    "CLOCK/box": "LOST",
}
_GOES = {
    **{f"{family}/302": "201" for family in OF_EXTENSIONS},
    f"{LAMPS}/DND302": "INUSE",
    "SPEEDDIAL/302-1": "201",
}


HOURS = Schedule(Key("hours"), DisplayName("Hours"), (WeekRange((1,), 0, 60),), code=3)


@pytest.fixture
def used(box: Box) -> Box:
    """Both telephones have everything set, and a schedule is switched by hand."""
    _change(box, Put(HOURS))
    box.world.kept = {**_STAYS, **_GOES}
    box.world.steps = Steps()
    return box


def _change(box: Box, *commands: Command) -> None:
    asyncio.run(box.changes.change(Several(commands), box.changes.revision, "anna", "x"))


def _remove(box: Box) -> None:
    _change(box, RemoveExtension(number("302")))


def _set(box: Box) -> dict[str, str]:
    """All that is kept but which mailboxes there are, and by which secret each account came."""
    kept = box.world.kept.items()
    return {key: value for key, value in kept if not key.startswith((f"{ACCOUNTS}/", f"{BOXES}/"))}


def test_families_are_of_extensions_or_not() -> None:
    assert set(OF_EXTENSIONS) == {
        *("CF", "CFB", "CFU", "CW", "DND", "LASTCALLER", "REDIAL", "WAKEUP"),
        *("SPENT", "LIMITMET", "SPEEDDIAL", "FOLLOWME", "NOINTERCOM"),
        *("CAMPON", "CAMPED", "NOLINE", "WRONGPIN", "DOOR", "DESK", "ATDESK"),
        *("QUEUEOUT", "QUEUEPAUSE", "IDLESINCE"),
    }
    assert set(FAMILIES) - set(OF_EXTENSIONS) == {
        *("DAYNIGHT", "BLACKLIST", "CLOCK", "PROMPT", "CALLBACK"),
        *("TRUNKSPENT", "TRUNKDEAR", "TRUNKMET"),
    }


def test_a_number_that_goes_leaves_nothing_to_the_next_owner(used: Box) -> None:
    _remove(used)
    assert _set(used) == _STAYS
    assert "devstate change Custom:DND302 NOT_INUSE" in used.world.steps.done
    _change(used, sip("302", "Olga"))
    assert _set(used) == _STAYS


def test_another_change_asks_nothing_about_it(used: Box) -> None:
    _change(used, named("301", "Olga"))
    assert not [line for line in used.world.steps.done if line.startswith("database")]
    assert _set(used) == {**_STAYS, **_GOES}


def test_a_change_that_did_not_hold_takes_nothing(used: Box) -> None:
    used.start()  # so that all is asked about
    used.world.sabotage = frozenset({"301"})
    with pytest.raises(Fault):
        _remove(used)
    assert _set(used) == {**_STAYS, **_GOES}


@pytest.mark.parametrize("word", ["database show CFB", "database del DND 302", "devstate change"])
def test_what_an_exchange_did_not_take_is_taken_at_the_next_start(used: Box, word: str) -> None:
    class Silent(Steps):
        def step(self, name: str) -> None:
            super().step(name)
            if name.startswith(word):
                raise Fault("Asterisk does not answer.")

    used.world.steps = Silent()
    _remove(used)
    assert used.changes.revision == 3, "the change itself holds"
    assert _set(used) != _STAYS
    used.world.steps = Steps()
    used.start()
    asyncio.run(used.changes.recover())
    assert _set(used) == _STAYS


def test_a_schedule_that_goes_is_no_longer_switched_by_hand(used: Box) -> None:
    used.world.kept["DAYNIGHT/x"] = "DAY"  # another's
    _change(used, TakeOut(HOURS))
    assert not [key for key in used.world.kept if "DAYNIGHT3" in key or key == "DAYNIGHT/3"]
    assert "devstate change Custom:DAYNIGHT3 NOT_INUSE" in used.world.steps.done
    assert used.world.kept["DAYNIGHT/x"] == "DAY"


def _person(key: str, digits: str | None) -> Put:
    owned = None if digits is None else number(digits)
    return Put(Person(Key(key), DisplayName(key.title()), number=owned))


def _box(box: Box, digits: str) -> Path:
    return box.world.folder / "voicemail/default" / digits


@pytest.fixture
def owned(used: Box) -> Box:
    """301 is Anna's, with messages, and forwards."""
    boxes = (Mailbox(number(digits), DisplayName(digits)) for digits in ("301", "302"))
    _change(used, _person("anna", "301"), *map(Put, boxes))
    _box(used, "301").mkdir(parents=True)
    (_box(used, "301") / "secret").write_text("Anna's")
    boxes_known = {f"{BOXES}/{digits}": "YES" for digits in ("301", "302")}
    used.world.kept = {"CF/301": "302", "CF/302": "301", "OWNER/301": "anna", **boxes_known}
    return used


def test_who_gets_the_number_of_somebody_who_went_starts_clean(owned: Box) -> None:
    _change(owned, _person("anna", None))
    assert _set(owned) == {"CF/302": "301"}
    assert not _box(owned, "301").exists()
    aside = owned.world.folder / "voicemail/removed"
    assert [each.name for each in aside.iterdir()] == ["1000000-301"]
    _change(owned, _person("olga", "301"))
    assert _set(owned) == {"CF/302": "301", "OWNER/301": "olga"}
    assert not _box(owned, "301").exists()


def test_messages_that_a_reset_kept_are_there_for_whom_they_were(box: Box) -> None:
    """The settings are gone, and what was known of mailboxes with them; then they are imported."""
    _box(box, "301").mkdir(parents=True)
    (_box(box, "301") / "secret").write_text("Anna's")
    asyncio.run(box.changes.recover())
    _change(box, _person("olga", "302"))
    box.start()
    asyncio.run(box.changes.recover())
    _change(box, _person("anna", "301"), Put(Mailbox(number("301"), DisplayName("Anna"))))
    assert (_box(box, "301") / "secret").read_text() == "Anna's"
    _change(box, TakeOut(Mailbox(number("301"), DisplayName("Anna"))))
    assert not _box(box, "301").exists()
    assert not [key for key in box.world.kept if key.startswith(BOXES)]


def test_one_in_place_of_another_at_once_is_seen(owned: Box) -> None:
    _change(owned, _person("anna", None), _person("olga", "301"))
    assert _set(owned) == {"CF/302": "301", "OWNER/301": "olga"}
    assert not _box(owned, "301").exists()


def test_who_moves_takes_messages_along_and_no_forwarding(owned: Box) -> None:
    _change(owned, _person("anna", "302"))
    assert _set(owned) == {"CF/302": "301", "OWNER/302": "anna"}
    assert (_box(owned, "302") / "secret").read_text() == "Anna's"
    assert not _box(owned, "301").exists()


def test_who_only_changes_his_name_keeps_everything(owned: Box) -> None:
    before = _set(owned)
    _change(owned, Put(Person(Key("anna"), DisplayName("Anna B."), number=number("301"))))
    assert _set(owned) == before
    assert _box(owned, "301").exists()


def test_it_is_found_out_also_when_we_died_right_after_the_change(owned: Box) -> None:
    class Silent(Steps):
        def step(self, name: str) -> None:
            super().step(name)
            if name.startswith("database"):
                raise Fault("Asterisk does not answer.")

    owned.world.steps = Silent()
    _change(owned, _person("anna", None))
    owned.world.steps = Steps()
    owned.start()
    _change(owned, _person("olga", "301"))
    assert _set(owned) == {"CF/302": "301", "OWNER/301": "olga"}
    assert not _box(owned, "301").exists()


def _renumber(box: Box, was: str, now: str) -> None:
    part = replace(box.changes.config.extension(number(was)), number=number(now))
    _change(box, PutAs(was, part))


def test_what_is_set_follows_a_number_that_changes(used: Box) -> None:
    _renumber(used, "302", "310")
    kept = {k: v for k, v in _set(used).items() if not k.startswith("CHANGED/")}
    follows = {key.replace("302", "310"): value for key, value in _GOES.items()}
    del follows["CAMPON/310"], follows["CAMPED/310"], follows[f"{LAMPS}/DND310"]
    assert kept == {**_STAYS, **follows}
    assert "devstate change Custom:DND310 INUSE" in used.world.steps.done
    assert "do 310@wake-up-again" in used.world.steps.done
    noted = {v for k, v in used.world.kept.items() if k.startswith("CHANGED/")}
    assert "CF/310|201|box|" in noted
    assert not [each for each in noted if each.startswith("SPENT")], "no call is written down"


@pytest.mark.parametrize("word", ["after save", "disarm", "database show CF", "database put CFU"])
def test_it_follows_also_when_we_died_right_after_the_change(used: Box, word: str) -> None:
    class Kills(Steps):
        def step(self, name: str) -> None:
            super().step(name)
            if name.startswith(word):
                raise Died

    used.world.steps = Kills()
    with pytest.raises(Died):
        _renumber(used, "302", "310")
    used.world.steps = Steps()
    used.start()
    asyncio.run(used.changes.recover())
    assert used.changes.config.extension(number("310")).number == number("310")
    kept = {k: v for k, v in _set(used).items() if not k.startswith("CHANGED/")}
    follows = {key.replace("302", "310"): value for key, value in _GOES.items()}
    del follows["CAMPON/310"], follows["CAMPED/310"], follows[f"{LAMPS}/DND310"]
    assert kept == {**_STAYS, **follows}
    used.start()
    asyncio.run(used.changes.recover())
    assert {k: v for k, v in _set(used).items() if not k.startswith("CHANGED/")} == kept


def test_who_is_registered_by_a_secret_of_before_is_so_no_more(used: Box) -> None:
    """Also when we died in between; the others stay, and so does what is none of ours."""
    there = {f"{CONTACTS}/{who};@1": "{}" for who in ("301", "302", "operator")}

    def left() -> set[str]:
        return {key.partition("/contact/")[2] for key in used.world.kept if key in there}

    _change(used, named("301", "Somebody"))  # nobody was looked at before: all are believed
    used.world.kept.update(there)
    _change(used, named("301", "Somebody else"))
    used.start()
    asyncio.run(used.changes.recover())
    assert left() == {"301;@1", "302;@1"}
    _change(used, Several((RemoveExtension(number("302")), _another_secret("302"))))
    assert left() == {"301;@1"}
    _change(used, RemoveExtension(number("301")))
    assert left() == set()


def _another_secret(digits: str) -> AddSipPhone:
    return replace(sip(digits, "Next"), secret=secret_from(b"another secret "))


def test_who_forwards_to_a_number_that_changes_forwards_to_the_new_one(used: Box) -> None:
    used.world.kept = {"CF/301": "302", "SPEEDDIAL/301-1": "302", "SPENT/301": "302"}
    _renumber(used, "302", "310")
    kept = {k: v for k, v in _set(used).items() if not k.startswith("CHANGED/")}
    assert kept == {"CF/301": "310", "SPEEDDIAL/301-1": "310", "SPENT/301": "302"}


def test_who_forwards_to_a_group_follows_its_number(used: Box) -> None:
    group = HuntGroup(Key("all"), DisplayName("All"), number("600"), (number("301"),))
    _change(used, Put(group))
    used.world.kept = {"CF/301": "600"}
    _change(used, Put(replace(group, number=number("601"))))
    assert used.world.kept["CF/301"] == "601"


def test_what_was_set_at_the_new_number_meanwhile_stays(used: Box) -> None:
    used.world.kept = {"CF/302": "201", "CF/310": "205"}
    _renumber(used, "302", "310")
    assert _set(used) == {"CF/310": "205"}


def test_messages_follow_a_number_that_changes(used: Box) -> None:
    _change(used, *(Put(Mailbox(number(n), DisplayName(f"Box {n}"))) for n in ("302", "399")))
    for digits in ("302", "399"):
        _box(used, digits).mkdir(parents=True)
        (_box(used, digits) / "secret").write_text(digits)
    _renumber(used, "302", "310")
    assert (_box(used, "310") / "secret").read_text() == "302"
    _change(used, PutAs("399", Mailbox(number("398"), DisplayName("Box 399"))))
    assert (_box(used, "398") / "secret").read_text() == "399"
