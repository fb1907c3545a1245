"""Parts as they are told: those that are there now, however often they are asked for."""

from __future__ import annotations

import json

from appliance.core.canonical import from_plain
from appliance.core.cards import E1Signalling, Framing, PriSide
from appliance.core.commands import Command, SetLine, edit
from appliance.core.config import Config
from appliance.core.people import SipPhone
from appliance.daemon.parts_view import parts_view, streams_view
from tests.machines.company import company
from tests.machines.offices import TE122, named


def _names(config: Config) -> list[object]:
    return [part["name"] for part in parts_view(config, 1, "Person", 0).parts]


def test_a_change_is_told_and_so_is_its_end() -> None:
    before = company(3)
    after = edit(before, named("20002", "Ольга"))
    assert _names(before) == [person.name.text for person in before.people]
    assert _names(after)[1] == "Ольга"
    assert _names(before)[1] != "Ольга"


def test_each_asker_is_told_what_is_his() -> None:
    config = company(3)
    whole, shown = (
        json.dumps(parts_view(config, 1, "Extension", 0, secrets=secrets).parts)
        for secrets in (True, False)
    )
    telephone = config.extensions[0].devices[0]
    assert isinstance(telephone, SipPhone)
    secret = telephone.secret.text
    assert secret in whole
    assert secret not in shown


def test_a_further_piece_begins_where_the_one_before_ended() -> None:
    config = company(3)
    assert _names(config)[1:] == [part["name"] for part in parts_view(config, 1, "Person", 1).parts]
    assert not parts_view(config, 1, "Person", 0).more


def test_how_an_e1_is_spoken_is_told_as_the_command_that_leaves_it_so() -> None:
    config = company(1)
    (told,) = streams_view(config)
    command = from_plain(Command, told)
    assert edit(config, command) == config
    spoken = SetLine(TE122.key, 1, Framing(crc4=False, timing=2), PriSide.NET, E1Signalling.CAS)
    assert from_plain(Command, streams_view(edit(config, spoken))[0]) == spoken
