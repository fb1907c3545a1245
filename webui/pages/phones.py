"""Internal numbers with the telephones that ring for them, and voice mailboxes."""

from __future__ import annotations

from typing import Any

from appliance.core.people import Extension, Mailbox
from appliance.spoken.languages import mark
from appliance.wire.configuration import GetRights
from appliance.wire.kinds import Plain
from appliance.wire.roles import Right
from webui.page import PEOPLE, Page
from webui.pages.groups import CLASHES
from webui.parts.choices import Choices
from webui.parts.equipment import Devices, accounts, with_secrets
from webui.parts.kind import Column, Field, Group, Kind
from webui.parts.screens import fetch
from webui.visit import Visit


def _finished(part: Plain, old: Plain | None, known: Choices) -> Plain:
    return with_secrets(part, old, accounts(known.parts(Extension)))


async def _account(visit: Visit, part: Plain, _known: Choices) -> dict[str, object]:
    """What has to be typed into its SIP telephones, and whose number it is."""
    devices: Any = part["devices"]
    owner = await visit.ask(GetRights(str(part["number"]), draft=True))
    sip = [each for each in devices if each["type"] == "SipPhone"]
    return {"sip": sip, "owner": owner if owner.person else None, "rings": bool(devices)}


PHONES = Kind(
    of=Extension,
    path="/phones",
    title=mark("Internal numbers"),
    one=mark("New internal number"),
    one_of=mark("Internal number"),
    icon="device-landline-phone",
    empty=mark(
        "An internal number is what colleagues dial; one or several telephones ring for it."
    ),
    columns=(
        Column(mark("Number"), "number"),
        Column(mark("Name"), "name"),
        Column(mark("Telephones"), "devices"),
        Column(mark("Language"), "language"),
    ),
    groups=(
        Group(
            mark("Internal number"),
            (
                Field("number", mark("Number"), mark("2 to 6 digits."), example="205", aka=CLASHES),
                Field(
                    "name",
                    mark("Name"),
                    mark(
                        "Of the telephone itself, such as “Reception”. A person's name "
                        "stands before it."
                    ),
                ),
                Field(
                    "devices",
                    mark("Telephones"),
                    mark(
                        "All of them ring. A SIP telephone gets a password that the box makes. "
                        "“Behind a router” is for one in another network that hears nothing: "
                        "its sound then goes wherever its own comes from. “Encrypted only” refuses "
                        "a telephone that speaks otherwise: set the telephone first."
                    ),
                    widget=Devices(),
                ),
            ),
        ),
        Group(
            mark("How it rings"),
            (
                Field(
                    "ring_seconds",
                    mark("Ring time"),
                    mark("5 to 300."),
                    unit=mark("seconds"),
                    aka=("ring time",),
                ),
                Field("language", mark("Language"), mark("In which the box speaks to it.")),
            ),
        ),
    ),
    finish=_finished,
    many=True,
    preview=_account,
    template="page/phone.html",
)

MAILBOXES = Kind(
    of=Mailbox,
    path="/mailboxes",
    title=mark("Voice mailboxes"),
    one=mark("New voice mailbox"),
    one_of=mark("Voice mailbox"),
    icon="mailbox",
    empty=mark("A voice mailbox takes messages when nobody answers; it is heard by dialling *97."),
    columns=(
        Column(mark("Number"), "number"),
        Column(mark("Name"), "name"),
        Column(mark("By e-mail"), "mailed"),
    ),
    many=True,
    groups=(
        Group(
            mark("Voice mailbox"),
            (
                Field("number", mark("Number"), mark("Mostly an internal number."), example="205"),
                Field("name", mark("Name")),
                Field(
                    "mailed",
                    mark("Messages also by e-mail"),
                    mark("Each new one goes once to the e-mail address of whoever has the number."),
                ),
            ),
        ),
    ),
)

PAGE = Page(
    key="phones",
    path="/phones",
    title=mark("Phones"),
    also=mark("SIP, softphone, account, password, mailbox, voicemail, forwarding, extension"),
    icon="device-landline-phone",
    section=PEOPLE,
    right=Right.OFFICE,
    template="page/parts.html",
    kinds=(PHONES, MAILBOXES),
    fetch=fetch(PHONES, MAILBOXES),
)
