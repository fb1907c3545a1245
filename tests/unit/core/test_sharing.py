"""A configuration that was read anew shares with the one that is there what is the same."""

from __future__ import annotations

from dataclasses import fields

from appliance.core.canonical import from_json, to_json
from appliance.core.commands import Put, TakeOut, edit
from appliance.core.config import Config
from appliance.core.parts import PLACES, parts, sharing
from tests.machines.clinic import clinic
from tests.machines.offices import named


def _read_anew(config: Config) -> Config:
    return from_json(Config, to_json(config, Config))


def test_what_is_the_same_is_shared_whole() -> None:
    now, earlier = clinic(), _read_anew(clinic())
    shared = sharing(earlier, now)
    assert shared == earlier
    assert all(getattr(shared, each.name) is getattr(now, each.name) for each in fields(Config))


def test_what_differs_stays_as_it_was_and_in_its_order() -> None:
    now = clinic()
    last = now.people[-1]
    number = str(next(person.number for person in now.people if person.number))
    other = edit(edit(now, named(number, "Иначе")), TakeOut(last))
    earlier = _read_anew(edit(other, Put(last)))
    shared = sharing(earlier, now)
    assert shared == earlier
    assert shared.people != now.people
    changed = [each for each in shared.people if each not in now.people]
    assert [each.name.text for each in changed] == ["Иначе"]
    mine = {id(each) for kind in PLACES for each in parts(now, kind)}
    theirs = [each for kind in PLACES for each in parts(shared, kind)]
    assert [each for each in theirs if id(each) not in mine] == changed
