"""The engine of lists and forms: whatever a part is, its form gives it back unchanged."""

from __future__ import annotations

from operator import itemgetter
from typing import Any, get_args

import pytest

from appliance.core.canonical import to_plain
from appliance.core.commands import AdoptCard, Put, Several, edit
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.parts import PLACES, parts
from appliance.core.roles import Difference
from appliance.core.schedules import Schedule
from appliance.daemon.names_view import names_view
from appliance.wire.kinds import Plain
from appliance.wire.roles import Right
from tests.fakes.configured import COMMANDS, PORT
from tests.machines.clinic import clinic
from tests.machines.hotel import hotel
from tests.machines.law_firm import law_firm
from tests.machines.offices import TDM800P, TE122, after
from tests.machines.parts import differing
from webui import pages
from webui.page import Page
from webui.pages import menus, schedules, trunks
from webui.parts.asking import Called, Listed
from webui.parts.choices import Choices
from webui.parts.compound import Rows
from webui.parts.differences import differences, typed_of
from webui.parts.equipment import (
    Devices,
    Lines,
    accounts,
    as_wired,
    with_passwords,
    with_secrets,
)
from webui.parts.form import PartForm, filled, place, read
from webui.parts.kind import Kind
from webui.parts.people import with_pin
from webui.parts.times import spans_of
from webui.parts.widgets import Typed, Widget, Wrong, world_number

KINDS = [kind for page in pages.ALL for kind in page.kinds]


def configured() -> Config:
    return edit(after(AdoptCard(TDM800P), AdoptCard(TE122)), Several((*COMMANDS, Put(PORT))))


OFFICES = {"here": configured, "clinic": clinic, "hotel": hotel,
           "law firm": law_firm}  # fmt: skip


def known(config: Config) -> Choices:
    lists = {
        kind: Listed(1, tuple(to_plain(part, kind) for part in parts(config, kind)))
        for kind in PLACES
    }
    told = names_view(config, 1, tuple(kind.__name__ for kind in PLACES), 0)
    names = Called(1, {each.kind: (each.names, each.titles) for each in told.lists})
    return Choices(lambda text: text, lists, names)


@pytest.mark.parametrize("office", OFFICES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.of.__name__)
def test_a_form_that_nobody_touched_changes_nothing(kind: Kind, office: str) -> None:
    choices = known(OFFICES[office]())
    for part in choices.parts(kind.of):
        form = filled(kind, choices, part)
        again = read(PartForm(kind, choices, form.typed), part)
        finished = kind.finish(again, part, choices)
        own = {name: value for name, value in finished.items() if not name.startswith("+")}
        assert form.errors == {}
        assert _same_lines(own, part) == part


def _same_lines(fresh: Plain, part: Plain) -> Plain:
    """Which socket is an E1 only the cards tell, which are not here."""
    if "lines" not in part:
        return fresh
    lines: Any = fresh["lines"]
    before: Any = part["lines"]
    told = [
        {"type": "DigitalLine", "card": each["socket"]["card"], "span": each["socket"]["span"]}
        if was["type"] == "DigitalLine"
        else each
        for each, was in zip(lines, before, strict=True)
    ]
    return {**fresh, "lines": told}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.of.__name__)
def test_every_field_of_a_part_has_its_place(kind: Kind) -> None:
    """What no form holds is said here, so that a new field is not forgotten."""
    beside = {"key", "number", "differences", "pin", "leader_pin", "zone"}
    there = {field.path.split(".")[0] for field in kind.fields()}
    assert set(kind.empty_part()) - there <= beside


@pytest.mark.parametrize(
    ("field", "at"),
    [
        ("part.choices[1].to.number", "choices[1].to"),
        ("commands[2].part.name", "name"),
        ("part.wait", "wait_seconds"),
        ("greeting", "greeting"),
        ("part.otherwise.key", "otherwise"),
        ("revision", ""),
    ],
)
def test_a_refusal_finds_its_field(field: str, at: str) -> None:
    choices = known(clinic())
    form = filled(menus.MENUS, choices, choices.parts(menus.MENUS.of)[0])
    assert place(form, Invalid(field, "x")) == at


def test_a_refusal_of_a_sip_line_stands_at_its_cell() -> None:
    choices = known(law_firm())
    form = filled(trunks.TRUNKS, choices, choices.parts(trunks.TRUNKS.of)[0])
    for field, at in (
        ("part.lines[0].authority", "lines.sip[0].authority"),
        ("part.lines[2].encrypted", "lines.sip[2].way"),
        ("part.lines[0].registration.user", "lines.sip[0].user"),
    ):
        assert place(form, Invalid(field, "x")) == at


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", ()),
        ("9-18", ((540, 1080),)),
        ("9:30 – 13.00; 14-24", ((570, 780), (840, 1440))),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, spans: object) -> None:
    assert spans_of(text) == spans


@pytest.mark.parametrize("text", ["9", "18-9", "9-25", "9:75-10", "9-12,11-13", "from 9"])
def test_hours_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(Wrong):
        spans_of(text)


def test_numbers_in_the_world() -> None:
    assert world_number("8 (916) 123-45-67") == "79161234567"
    assert world_number("+44 20 7946 0000") == "442079460000"
    with pytest.raises(Wrong):
        world_number("anna")


def test_passwords_are_kept_made_or_asked_for() -> None:
    old: Plain = {"number": "301", "devices": [
        {"type": "SipPhone", "account": "301", "secret": "a" * 24}]}  # fmt: skip
    fresh: Plain = {"number": "301", "devices": [
        {"type": "SipPhone", "account": "301", "secret": ""},
        {"type": "SipPhone", "account": "", "secret": ""}]}  # fmt: skip
    kept: Any = with_secrets(fresh, old)["devices"]
    assert kept[0] == {"type": "SipPhone", "account": "301", "secret": "a" * 24}
    assert kept[1]["account"] == "301-2"
    assert len(kept[1]["secret"]) == 24
    other: Any = with_secrets(fresh, None, accounts([{**old, "number": "302"}]))["devices"]
    assert other[1]["account"] == "301-2", "a telephone whose number was another keeps its account"
    trunk = {"type": "SipTrunk", "name": "x", "registration": {"user": "me", "password": ""}}
    with pytest.raises(Wrong) as wrong:
        with_passwords({"lines": [trunk]}, None)
    assert wrong.value.field == "lines.sip[0].password"


def test_which_telephone_is_behind_a_router_goes_along_with_it() -> None:
    kind = {"type": "SipPhone", "secret": ""}
    near = {**kind, "account": "301", "behind_nat": False, "encryption": "ordinary"}
    far = {**kind, "account": "302", "behind_nat": True, "encryption": "required"}
    widget = Devices()
    typed = widget.write("devices", [near, far])
    assert widget.read("devices", dict(typed)) == [near, far]
    typed["devices"][0] = ""  # taken out
    assert widget.read("devices", typed) == [far]
    assert typed["devices.stands"] == ["nat"]
    assert typed["devices.encryption"] == ["required"]


def test_a_fax_machine_is_in_a_port_and_nowhere_else() -> None:
    socket = {"card": "@1", "span": 1, "place": 2}
    machine = {"type": "DeskPhone", "socket": socket, "fax_machine": True}
    widget = Devices()
    typed = widget.write("devices", [machine, {**machine, "fax_machine": False}])
    assert typed["devices.stands"] == ["fax", ""]
    assert widget.read("devices", dict(typed)) == [machine, {**machine, "fax_machine": False}]
    typed["devices"][0] = "SipPhone"
    with pytest.raises(Wrong) as wrong:
        widget.read("devices", typed)
    assert wrong.value.field == "devices[0].stands"


@pytest.mark.parametrize(
    ("way", "port", "line"),
    [
        ("udp", "", {"transport": "udp", "encrypted": False, "port": 5060}),
        ("tcp", "5080", {"transport": "tcp", "encrypted": False, "port": 5080}),
        ("tls", "", {"transport": "tls", "encrypted": False, "port": 5061}),
        ("srtp", "5063", {"transport": "tls", "encrypted": True, "port": 5063}),
    ],
)
def test_how_a_line_is_carried_is_one_choice(way: str, port: str, line: dict[str, object]) -> None:
    cells = {"name": "x", "host": "sip.example.com", "way": way, "port": port, "user": "me",
             "password": "secret", "channels": "10", "fax": "sound",
             "authority": "a b"}  # fmt: skip
    typed = {f"lines.sip.{name}": [text] for name, text in cells.items()}
    (found,) = Lines().read("lines", typed)
    assert {name: found[name] for name in line} == line
    assert found["authority"] == "a b"
    shown = Lines().write("lines", [found])
    assert (shown["lines.sip.way"], shown["lines.sip.port"]) == ([way], [str(line["port"])])


def test_how_a_line_carries_faxes_is_one_choice() -> None:
    for fax, t38 in (("sound", False), ("t38", True)):
        typed = {f"lines.sip.{name}": [text] for name, text in {**SIP, "fax": fax}.items()}
        (found,) = Lines().read("lines", typed)
        assert found["t38"] is t38
        assert Lines().write("lines", [found])["lines.sip.fax"] == [fax]


SIP = {"name": "x", "host": "sip.example.com", "way": "udp", "port": "", "user": "",
       "password": "", "channels": "10", "authority": "", "fax": "sound"}  # fmt: skip
DAYS = {"first": "2026-12-31", "last": "2026-12-31", "start": "", "end": ""}


@pytest.mark.parametrize(
    ("widget", "name", "whole", "without"),
    [
        (Lines(), "lines.sip", SIP, "name"),
        (menus.CHOICES, "choices", {"digit": "1", "to": "ToDirectory"}, "digit"),
        (schedules.RANGES, "ranges", DAYS, "first"),
    ],
    ids=["a line without its name", "a target without a key", "days without their first"],
)
def test_a_row_that_lacks_its_first_field_is_asked_for_it(
    widget: Widget, name: str, whole: dict[str, str], without: str
) -> None:
    """Only a row as it is when it is new is none."""
    of = "lines" if name == "lines.sip" else name
    rows: Rows = widget.sip if isinstance(widget, Lines) else widget  # type: ignore[assignment]
    new = {field: cell.blank for field, _, cell in rows.columns}

    def typed(*some: dict[str, str]) -> Typed:
        return {f"{name}.{field}": [each[field] for each in some] for field in new}

    assert len(widget.read(of, typed(new, whole, new))) == 1
    given = typed(new, whole, {**whole, without: " "})
    with pytest.raises(Wrong) as wrong:
        widget.read(of, given)
    assert wrong.value.field == f"{name}[1].{without}"
    kept = typed(whole, {**whole, without: " "})
    assert {field: given[field] for field in kept} == kept


def test_a_pin_is_kept_unless_a_new_one_is_typed() -> None:
    choices = known(Config())
    assert with_pin({"+pin": ""}, {"pin": "kept"}, choices)["pin"] == "kept"
    made: Any = with_pin({"+pin": "4711"}, {"pin": "kept"}, choices)["pin"]
    assert len(made["digest"]) == 40
    with pytest.raises(Invalid, match="too easy"):
        with_pin({"+pin": "1111"}, None, choices)


def test_a_socket_of_an_e1_is_a_stream() -> None:
    part: Plain = {"lines": [{"type": "CityLine", "socket": {"card": "c", "span": 1, "place": 1}}]}
    assert as_wired(part, known(Config())) == part


def test_menus_that_go_round_are_told_once() -> None:
    menu: Plain = {"key": "a", "name": "A", "greeting": "hello", "choices": [{"digit": "1", "to": {
            "type": "ToMenu", "key": "a"}}], "otherwise": {"type": "ToNobody"}}  # fmt: skip
    choices = known(Config())
    choices.lists = {**choices.lists, menus.MENUS.of: Listed(1, (menu,))}
    (tree,) = menus.trees(choices)
    branches: Any = tree["tree"]
    assert branches[0]["tree"] == []


def test_differences_are_what_was_chosen() -> None:
    typed = {"direction city": ["no"], "group 2": ["yes"], "minutes": ["5"], "priority": [""],
             "pin mobile": ["yes"], "recording": ["all"], "late mobile": ["yes"],
             "day": ["90"], "at_once": ["2"], "hours": ["by main"], "reach": ["none"],
             "mailbox 390": ["no"], "mailboxes": ["391", "", "390", "391"]}  # fmt: skip
    chosen = list(differences(typed))
    assert chosen == [
        {"type": "DirectionDiffers", "direction": "city", "allowed": False},
        {"type": "GroupDiffers", "group": 2, "allowed": True},
        {"type": "PinDiffers", "direction": "mobile", "asked": True},
        {"type": "OutOfHoursDiffers", "direction": "mobile", "allowed": True},
        {"type": "MailboxDiffers", "mailbox": "390", "allowed": False},
        {"type": "MailboxDiffers", "mailbox": "391", "allowed": True},
        {"type": "HoursDiffer", "hours": "main"},
        {"type": "LimitDiffers", "longest_minutes": 5},
        {"type": "CallsDiffer", "calls_at_once": 2},
        {"type": "DayDiffers", "minutes_a_day": 90},
        {"type": "RecordingDiffers", "recording": "all"},
        {"type": "ReachDiffers", "recordings": "none"},
    ]
    assert list(differences({"hours": ["no"]})) == [{"type": "HoursDiffer", "hours": None}]


def test_a_form_of_differences_that_nobody_touched_changes_none() -> None:
    """Each kind that there is: one that the page did not know would be lost by Save."""
    every: list[Plain] = [to_plain(each) for each in differing("390", "main", 1)]
    assert {each["type"] for each in every} == {kind.__name__ for kind in get_args(Difference)}
    again = list(differences(typed_of({"differences": every})))
    kind = itemgetter("type")
    assert sorted(again, key=kind) == sorted(every, key=kind)


def test_every_page_of_parts_is_for_who_may_change_the_office() -> None:
    wide: list[Page] = [p for p in pages.ALL if p.kinds and p.right is not Right.OFFICE]
    assert wide == []
    assert Schedule in {kind.of for kind in KINDS}
