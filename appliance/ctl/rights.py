"""`lineman rights`: what somebody may do, where that differs from the role, and why."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from appliance.core.errors import Invalid
from appliance.ctl.parser import Words
from appliance.ctl.show import show, table
from appliance.ctl.speech import _, term
from appliance.wire.client import Client
from appliance.wire.configuration import GetMay, GetRights
from appliance.wire.configured import CALL, EVERYBODY, May, RightsOf

Plain = dict[str, Any]


def add(words: Words, group: str) -> None:
    """The word; `may` in the first place asks about two."""
    word = words.word(group, "rights", rights, _("what somebody may do, and with whom"))
    word.parser.usage = _(
        "lineman rights WHO\n       lineman rights may WHO OPENING WHOM\n"
        "       lineman rights may WHO mailbox NUMBER\n"
        "       lineman rights may WHO call DIRECTION\n\n"
        "OPENING: status, pick-up, listen, whisper, join, recordings"
    )
    word.parser.add_argument("asked", nargs="+", metavar=_("WHO"), help=_("a number or a key"))


async def rights(client: Client, chosen: Namespace) -> None:
    match chosen.asked:
        case ["may", who, opening, whom]:
            asked = opening.replace("-", " ")
            about = whom.replace("-", " ") if asked == CALL else whom
            found = await client.ask(GetMay(who, asked, about))
            show(chosen, list(_answer(found)), found)
        case [who]:
            of = await client.ask(GetRights(who))
            show(chosen, _lines(of), of)
        case _:
            raise Invalid("who", "is one number or key, or “may” with WHO OPENING WHOM")


def _answer(may: May) -> Iterator[str]:
    yield _may(may)
    if may.hours:
        yield _("Only in the hours of the schedule %(schedule)s.", schedule=may.hours)
    if may.pin:
        yield _("The PIN is asked for.")


def _may(may: May) -> str:
    differences = ", ".join(map(_difference, may.differences))
    if may.role == EVERYBODY:
        return _("Yes: everybody may.")
    if may.role and may.differences:
        return _("Yes: that differs from the role (%(differences)s).", differences=differences)
    if may.role:
        return _("Yes: the role opens it (%(reach)s).", reach=term(may.role))
    if may.relation is not None:
        return _edge(may.relation)
    if may.differences:
        return _("No: that differs from the role (%(differences)s).", differences=differences)
    return _("No: neither the role nor a relation opens it.")


def _edge(edge: Plain) -> str:
    return _(
        "Yes: %(who)s %(relation)s %(whom)s.",
        who=_party(edge["who"]),
        relation=term(edge["kind"]),
        whom=_party(edge["whom"]),
    )


def _party(party: Plain) -> str:
    match party["type"]:
        case "WholeGroup":
            return _("group %(key)s", key=party["key"])
        case "WholeDepartment":
            return _("department %(key)s", key=party["key"])
    return str(party["key"])


def _lines(of: RightsOf) -> Iterator[str]:
    yield " ".join(filter(None, (of.number, of.name))) or of.person
    yield _("Role: %(role)s", role=of.role) if of.role else _("There is no role: the usual rights.")
    yield from table(list(_rows(of.rights)))
    if of.differences:
        yield _("Differs from the role:")
    for each in of.differences:
        needless = _(" (the role says so already)") if each.needless else ""
        yield f"  {_difference(each.difference)}{needless}"


def _rows(rights: Plain) -> Iterator[tuple[str, str]]:
    """Only what says something."""
    groups = rights["trunk_groups"]
    yield _("directions"), _terms(rights["directions"])
    yield _("trunk groups"), _("all") if groups is None else ", ".join(map(str, groups))
    yield _("functions"), _terms(rights["functions"])
    if rights["pin_for"]:
        yield _("with a PIN"), _terms(rights["pin_for"])
    if rights["hours"]:
        yield _("hours"), rights["hours"]
        yield _("out of hours"), _terms(rights["out_of_hours"])
    if rights["priority"]:
        yield _("priority"), _("takes lines held in reserve")
    if rights["longest_minutes"]:
        yield _("longest call"), _("%(number)s minutes", number=rights["longest_minutes"])
    if rights["calls_at_once"]:
        yield _("calls to the outside at once"), str(rights["calls_at_once"])
    if rights["minutes_a_day"]:
        yield _("minutes a day"), _("%(number)s minutes", number=rights["minutes_a_day"])
    recording = rights["recording"]
    yield _("recording"), term(recording) if recording else _("as the office does")
    yield _("hears recordings"), term(rights["recordings"])
    if rights["mailboxes"]:
        yield _("hears mailboxes"), ", ".join(rights["mailboxes"])


def _terms(values: list[str]) -> str:
    return ", ".join(map(term, values)) or _("none")


def _difference(difference: Plain) -> str:
    match difference:
        case {"allowed": allowed} | {"asked": allowed} | {"priority": allowed}:
            return f"{_sign(allowed)} {_right(difference)}"
        case {"recording": which}:
            return _("recording: %(which)s", which=term(str(which)))
        case {"recordings": reach}:
            return _("hears recordings: %(reach)s", reach=term(str(reach)))
        case {"hours": hours}:
            return _("hours: %(schedule)s", schedule=hours) if hours else _("no limit by time")
    return _limit(difference)


def _right(difference: Plain) -> str:
    """What there is more of, or less."""
    match difference:
        case {"type": "OutOfHoursDiffers", "direction": right}:
            return _("out of hours: %(direction)s", direction=term(right))
        case {"type": "PinDiffers", "direction": right}:
            return _("PIN for %(direction)s", direction=term(right))
        case {"direction": right} | {"function": right}:
            return term(right)
        case {"mailbox": number}:
            return _("hears mailbox %(number)s", number=number)
        case {"group": number}:
            return _("trunk group %(number)s", number=number)
    return _("priority")


def _limit(difference: Plain) -> str:
    match difference:
        case {"longest_minutes": minutes}:
            return _("longest call: %(number)s minutes", number=minutes)
        case {"calls_at_once": calls}:
            return _("calls to the outside at once: %(number)s", number=calls)
    return _("minutes a day: %(number)s", number=difference["minutes_a_day"])


def _sign(more: object) -> str:
    return "+" if more else "-"
