"""`lineman WORD`: ask the supervisor of this box."""

import argparse
import asyncio
import os
import sys
from contextlib import suppress

from appliance.core.errors import Fault, Invalid, Outdated
from appliance.ctl.asking import NotDone
from appliance.ctl.command_line import command_line, told
from appliance.ctl.diff import since_lines
from appliance.ctl.show import plain
from appliance.ctl.speech import _, refusal, said, speak
from appliance.spoken.languages import LANGUAGES, of_locale
from appliance.wire.answers import Why
from appliance.wire.client import Client
from appliance.wire.clock import keep_zone
from appliance.wire.errors import NotAllowed, Unreachable
from appliance.wire.protocol import WhoAmI

# What the shell sees.
FAILED, WRONG_USE, NOT_ALLOWED, NOBODY, NOT_AGREED = 1, 2, 3, 4, 5


def main(arguments: list[str] | None = None) -> int:
    """What the shell gets: 0 when all went well."""
    given = sys.argv[1:] if arguments is None else arguments
    speak(_language(given))
    try:
        _run(given)
    except (BrokenPipeError, KeyboardInterrupt):
        return FAILED
    except (Invalid, Fault, NotDone, NotAllowed, Unreachable) as error:
        code, text = _told(error)
        if "--json" in given:
            print(_plain(error, code, text))
        else:
            print(f"lineman: {text}", file=sys.stderr)
        return code
    return 0


def _told(error: Exception) -> tuple[int, str]:
    """An error as the shell gets it, and as a sentence."""
    match error:
        case Invalid():
            return WRONG_USE, refusal(error.field, error.reason)
        case Fault():
            return FAILED, f"{said(error.text).rstrip('.')}. {said(error.remedy)}".strip()
        case NotAllowed():
            return NOT_ALLOWED, _denial(error)
        case Unreachable():
            gone = _("The supervisor does not answer (%(why)s).", why=error)
            return NOBODY, f"{gone} {_('Calls go on without it; it starts by itself.')}"
        case _:
            return NOT_AGREED, str(error)


_KINDS = {
    FAILED: "fault",
    WRONG_USE: "invalid",
    NOT_ALLOWED: "not-allowed",
    NOBODY: "unreachable",
    NOT_AGREED: "not-agreed",
}


def _plain(error: Exception, code: int, text: str) -> str:
    """An error for a program: `code` is what the shell gets, `field` what is to be mended."""
    found: dict[str, object] = {"kind": _KINDS[code], "code": code, "text": text}
    match error:
        case Invalid():
            found |= {"field": error.field, "text": said(error.reason)}
        case Fault():
            found |= {"text": said(error.text), "remedy": said(error.remedy)}
    return plain({"error": found})


def _language(given: list[str]) -> str:
    """Looked for before the command line is read, because that speaks too."""
    for place, each in enumerate(given):
        named = each.removeprefix("--language=")
        if each == "--language":
            named = given[place + 1] if place + 1 < len(given) else ""
        if each.startswith("--language") and named in LANGUAGES:
            return named
    return of_locale(os.environ)


def _run(given: list[str]) -> None:
    words = command_line()
    if not given:
        print(told(words, []))
        return
    chosen: argparse.Namespace = words.top.parse_args(given)
    asyncio.run(_asked(chosen))


async def _asked(chosen: argparse.Namespace) -> None:
    """By the office's clock; a word that needs no supervisor does without."""
    client = Client(chosen.socket, console=True)
    with suppress(Fault, NotAllowed, Unreachable):
        keep_zone((await client.ask(WhoAmI())).zone)
    try:
        await chosen.run(client, chosen)
    except Outdated as outdated:
        await _tell_since(client, outdated.since)
        raise


async def _tell_since(client: Client, revision: int) -> None:
    """What others changed meanwhile; what it is about is said after it."""
    with suppress(Invalid, Fault, NotAllowed, Unreachable):
        lines = await since_lines(client, revision)
        print(_("Changed since revision %(number)s:", number=revision), file=sys.stderr)
        for line in lines:
            print(f"  {line}", file=sys.stderr)


def _denial(refused: NotAllowed) -> str:
    if refused.why in {Why.RIGHTS, Why.LOG_IN}:
        return _("Only root may ask this; try it with sudo.")
    if refused.why is Why.NOT_UNDERSTOOD:
        return _("The supervisor is of another version; restart it.")
    return _("The supervisor refuses: %(why)s.", why=said(refused.why))


if __name__ == "__main__":
    sys.exit(main())
