"""`lineman WORD`: ask the supervisor of this box."""

import argparse
import asyncio
import sys
from pathlib import Path

from appliance.core.errors import Fault, Invalid
from appliance.ctl import verbs
from appliance.wire.answers import Why
from appliance.wire.client import SOCKET, Client
from appliance.wire.errors import NotAllowed, Unreachable

FAILED, WRONG_USE, NOT_ALLOWED, NOBODY = 1, 2, 3, 4  # what the shell sees


def parser() -> argparse.ArgumentParser:
    """The command line; `lineman --help` prints it."""
    made = argparse.ArgumentParser(prog="lineman", description="The office telephone server")
    made.add_argument("--socket", type=Path, default=SOCKET, help=argparse.SUPPRESS)
    said = argparse.ArgumentParser(add_help=False)
    said.add_argument("--json", action="store_true", help="for programs, not people")
    words = made.add_subparsers(required=True, metavar="WORD")

    def word(name: str, run: verbs.Run, about: str) -> argparse.ArgumentParser:
        one = words.add_parser(name, parents=[said], help=about, description=about)
        one.set_defaults(run=run)
        return one

    word("status", verbs.status, "cards, sockets, calls, open issues and version")
    word("cards", verbs.cards, "line cards and what each socket does")
    calls = word("calls", verbs.calls, "calls that are up, or with --past those that ended")
    calls.add_argument("--past", type=int, default=0, metavar="COUNT", help="the newest first")
    log = word("log", verbs.log, "the newest messages of the box's log")
    log.add_argument("--lines", type=int, default=50)
    update = word("update", verbs.update, "install a new version from a file or an address")
    update.add_argument("source", nargs="?", default="", metavar="FILE|URL")
    word("setup-code", verbs.setup_code, "the code for the first visit of the web page")
    word("restart", verbs.restart, "restart the whole box; calls drop")
    return made


def main(arguments: list[str] | None = None) -> int:
    """What the shell gets: 0 when all went well."""
    chosen = parser().parse_args(arguments)
    client = Client(chosen.socket, console=True)
    try:
        asyncio.run(chosen.run(client, chosen))
    except Invalid as invalid:
        return _fail(WRONG_USE, f"{invalid.field}: {invalid.reason}")
    except Fault as fault:
        return _fail(FAILED, f"{fault.text.rstrip('.')}. {fault.remedy}".strip())
    except NotAllowed as refusal:
        return _fail(NOT_ALLOWED, _refusal(refusal))
    except Unreachable as silence:
        return _fail(NOBODY, f"{silence}. Calls go on without the supervisor.")
    except (BrokenPipeError, KeyboardInterrupt):
        return FAILED
    return 0


def _refusal(refusal: NotAllowed) -> str:
    if refusal.why in {Why.RIGHTS, Why.LOG_IN}:
        return "Only root may ask this; try it with sudo."
    if refusal.why is Why.NOT_UNDERSTOOD:
        return "The supervisor is of another version; restart it."
    return f"The supervisor refuses: {refusal.why}."


def _fail(code: int, text: str) -> int:
    print(f"lineman: {text}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
