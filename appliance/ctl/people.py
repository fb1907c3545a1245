"""`lineman people`: who is in the office, with number, department and role."""

import secrets
import sys
from argparse import Namespace
from collections.abc import Iterator
from getpass import getpass

from appliance.core.directions import Direction
from appliance.core.encryption import Encryption
from appliance.core.keys import KEY_BYTES, lasting_key
from appliance.core.people import PersonKind, pin_from
from appliance.core.roles import EVERY_DIRECTION, Function
from appliance.core.secret import SECRET_BYTES, secret_from
from appliance.ctl.asking import Listed, Part, edit, listed, named, put, take_out
from appliance.ctl.parser import Parser, Words
from appliance.ctl.show import show, table
from appliance.ctl.speech import _, term
from appliance.wire.client import Client
from appliance.wire.configured import Parts


def add(words: Words, group: str) -> None:
    """The word with those that follow it."""
    word = words.word(group, "people", everybody, _("people: number, department, role"))
    word.parser.add_argument(
        "--find", default="", metavar=_("TEXT"), help=_("only those with this in name or number")
    )
    new = word.sub("add", add_person, _("somebody new"), changes=True)
    new.add_argument("name", metavar=_("NAME"))
    new.add_argument(
        "--key", default="", metavar=_("KEY"), help=_("a short name that is kept for good")
    )
    new.add_argument("--sip", action="store_true", help=_("with a new SIP telephone"))
    new.add_argument(
        "--behind-nat",
        action="store_true",
        help=_("the SIP telephone is in another network, behind a router with NAT"),
    )
    new.add_argument(
        "--encryption",
        choices=tuple(map(str, Encryption)),
        default=str(Encryption.ORDINARY),
        metavar=_("ENCRYPTION"),
        help=_(
            "of the SIP telephone: ordinary, offered (where it does TLS and SRTP), "
            "required (anything else is refused)"
        ),
    )
    _fields(new)
    old = word.sub("set", set_person, _("change somebody"), changes=True)
    _who(old)
    old.add_argument("--name", metavar=_("NAME"))
    _fields(old)
    _differences(old)
    gone = word.sub("remove", remove, _("take somebody out; the telephone stays"), changes=True)
    _who(gone)


def _who(parser: Parser) -> None:
    parser.add_argument("who", metavar=_("WHO"), help=_("a number, a key or the whole name"))


def _fields(parser: Parser) -> None:
    """What is not given stays; what is given empty is taken away."""
    parser.add_argument("--number", metavar=_("NUMBER"), help=_("the internal number"))
    parser.add_argument("--department", metavar=_("DEPARTMENT"), help=_("its key or name"))
    parser.add_argument("--role", metavar=_("ROLE"), help=_("its key or name"))
    parser.add_argument("--email", metavar=_("ADDRESS"))
    parser.add_argument(
        "--mobile", action="append", metavar=_("NUMBER"), help=_("by which a caller is known")
    )
    kinds = tuple(map(str, PersonKind))
    parser.add_argument("--kind", choices=kinds, metavar=_("KIND"), help=", ".join(kinds))
    parser.add_argument("--pin", action="store_true", help=_("ask for a new PIN"))


def _differences(parser: Parser) -> None:
    """Where somebody differs from the role."""
    rights = [*EVERY_DIRECTION, *Function]
    spelled = tuple(each.replace(" ", "-") for each in rights)
    add = parser.add_argument_group(_("other rights than the role's")).add_argument
    about = ", ".join(spelled)
    add("--allow", action="append", default=[], choices=spelled, metavar=_("RIGHT"), help=about)
    add("--deny", action="append", default=[], choices=spelled, metavar=_("RIGHT"))
    add("--like-role", action="store_true", help=_("no differences any more"))


async def everybody(client: Client, chosen: Namespace) -> None:
    people = await listed(client, "Person")
    wanted = chosen.find.casefold()
    found = [p for p in people.parts if wanted in f"{p['name']} {p['number'] or ''}".casefold()]
    departments = (await listed(client, "Department")).keyed()
    show(chosen, _lines(found, departments), Parts(people.revision, "Person", tuple(found)))


def _lines(people: list[Part], departments: dict[str, Part]) -> Iterator[str]:
    if not people:
        yield _("Nobody is here yet; “lineman people add” changes that.")
    rows = [
        (
            person["number"] or "",
            person["name"],
            departments.get(person["department"] or "", {}).get("name", ""),
            person["role"] or "",
            "" if person["kind"] == PersonKind.STAFF else term(person["kind"]),
            person["key"],
        )
        for person in people
    ]
    yield from table(rows, indent="")


async def add_person(client: Client, chosen: Namespace) -> None:
    people = await listed(client, "Person")
    key = chosen.key or str(lasting_key("person", secrets.token_bytes(KEY_BYTES)))
    person: Part = {"key": key, "name": chosen.name}
    commands = [put("Person", await _filled(client, person, chosen))]
    secret = secret_from(secrets.token_bytes(SECRET_BYTES)).text
    if chosen.sip:
        commands.insert(0, put("Extension", _telephone(chosen, secret)))
    await edit(client, chosen, people.revision, *commands)
    if chosen.sip and not chosen.preview:  # it is taken; the only time that it is shown
        shown = _(
            "SIP account %(account)s, secret %(secret)s", account=chosen.number, secret=secret
        )
        print(shown, file=sys.stderr)


def _telephone(chosen: Namespace, secret: str) -> Part:
    device = {
        "type": "SipPhone",
        "account": chosen.number,
        "secret": secret,
        "behind_nat": chosen.behind_nat,
        "encryption": chosen.encryption,
    }
    return {"number": chosen.number, "name": chosen.name, "devices": [device]}


async def set_person(client: Client, chosen: Namespace) -> None:
    people, person = await _found(client, chosen)
    if chosen.name is not None:
        person["name"] = chosen.name
    if chosen.like_role:
        person["differences"] = []
    person["differences"] = _differing(person["differences"], chosen)
    await edit(
        client, chosen, people.revision, put("Person", await _filled(client, person, chosen))
    )


def _differing(before: list[Part], chosen: Namespace) -> list[Part]:
    """What was said before of the same right no longer counts."""
    fresh = [
        _difference(right.replace("-", " "), allowed=allowed)
        for rights, allowed in ((chosen.allow, True), (chosen.deny, False))
        for right in rights
    ]
    about = [{k: v for k, v in each.items() if k != "allowed"} for each in fresh]
    kept = [e for e in before if {k: v for k, v in e.items() if k != "allowed"} not in about]
    return [*kept, *fresh]


def _difference(right: str, *, allowed: bool) -> Part:
    kind, field = (
        ("DirectionDiffers", "direction")
        if right in set(Direction)
        else ("FunctionDiffers", "function")
    )
    return {"type": kind, field: right, "allowed": allowed}


async def remove(client: Client, chosen: Namespace) -> None:
    people, person = await _found(client, chosen)
    await edit(client, chosen, people.revision, take_out("Person", person))


async def _found(client: Client, chosen: Namespace) -> tuple[Listed, Part]:
    people = await listed(client, "Person")
    return people, dict(named(people, "who", chosen.who))


async def _filled(client: Client, person: Part, chosen: Namespace) -> Part:
    """The person with what was given."""
    for field in ("number", "email", "kind"):
        if (given := getattr(chosen, field)) is not None:
            person[field] = given or None
    for field, kind in (("department", "Department"), ("role", "Role")):
        if (given := getattr(chosen, field)) is not None:
            wanted = named(await listed(client, kind), field, given)["key"] if given else None
            person[field] = wanted
    if chosen.mobile is not None:
        person["outside"] = [each.lstrip("+") for each in chosen.mobile if each]
    if chosen.pin:
        pin = pin_from(_pin(), secrets.token_hex(8))
        person["pin"] = {"salt": pin.salt, "digest": pin.digest}
    return person


def _pin() -> str:
    """Typed unseen at a terminal, else a line of the input."""
    if sys.stdin.isatty():
        return getpass(_("PIN: "))
    return sys.stdin.readline().strip()
