"""Every word of `lineman`, in the order in which help tells of them."""

from argparse import Namespace

from appliance.core.errors import Invalid
from appliance.ctl import (
    accounts,
    bans,
    box,
    calls,
    certificate,
    diff,
    exchange,
    keys,
    live,
    mail,
    monitoring,
    network,
    parts,
    people,
    recordings,
    revisions,
    rights,
    sounds,
    support,
    table_import,
    trace,
    trunks,
    update,
)
from appliance.ctl.parser import Run, Words, words
from appliance.ctl.show import plain, table
from appliance.ctl.speech import _
from appliance.wire.client import Client


def command_line() -> Words:
    """The whole command line, in the language that is spoken now."""
    made = words()
    office, change, the_box = _("The office"), _("Changes"), _("The box")
    for add in (
        people.add,
        accounts.add,
        keys.add,
        rights.add,
        trunks.add,
        live.add,
        trace.add,
        parts.add,
        sounds.add,
        mail.add,
    ):
        add(made, office)
    for add in (exchange.add, table_import.add, revisions.add, diff.add):
        add(made, change)
    for add in (
        box.add,
        certificate.add,
        network.add,
        calls.add,
        recordings.add,
        bans.add,
        monitoring.add,
        update.add,
        support.add,
    ):
        add(made, the_box)
    _help(made, the_box)
    return made


def _help(made: Words, group: str) -> None:
    word = made.word(group, "help", _helped(made), _("this, or what a word takes"))
    word.parser.add_argument("about", nargs="*", metavar=_("WORD"))


def _helped(made: Words) -> Run:
    async def run(_client: Client, chosen: Namespace) -> None:
        text = told(made, chosen.about)
        print(plain({"help": {"text": text}}) if chosen.json else text)

    return run


def told(made: Words, about: list[str]) -> str:
    """Help about a word with those that follow it; about all without one."""
    if not about:
        return "\n".join(_overview(made))
    known = made.every()
    parser = made.top
    for name in about:
        if name not in known:
            raise Invalid("", f"there is no word {name!r}; “lineman help” lists all")
        parser, known = known[name].parser, known[name].subs
    return parser.format_help().rstrip()


def _overview(made: Words) -> list[str]:
    lines = [_("lineman WORD … asks this box; each word takes --json and --help."), ""]
    for group, found in made.groups.items():
        lines += [f"{group}:", *table([(word.name, word.about) for word in found.values()]), ""]
    return lines[:-1]
