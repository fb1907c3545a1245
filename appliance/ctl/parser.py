"""The command line: words, their options, and help in the language of whoever asks."""

import argparse
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from appliance.core.errors import Invalid
from appliance.ctl.speech import _, said
from appliance.spoken.languages import LANGUAGES
from appliance.wire.client import SOCKET, Client

Run = Callable[[Client, argparse.Namespace], Awaitable[None]]


class _Help(argparse.HelpFormatter):
    """argparse's own few words are the reader's too."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=100)

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, prefix or _("usage: "))

    def start_section(self, heading: str | None) -> None:
        super().start_section(said(heading or "") or None)


class Parser(argparse.ArgumentParser):
    """Raises Invalid instead of ending the program."""

    def __init__(self, prog: str, description: str, epilog: str = "") -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            formatter_class=_Help,
            add_help=False,
            allow_abbrev=False,
        )
        self.add_argument("-h", "--help", action="help", help=_("show this and do nothing"))

    def error(self, message: str) -> NoReturn:
        about = self.prog.partition(" ")[2]
        more = (
            _("“lineman help %(word)s” says more.", word=about)
            .replace(" ”", "”")
            .replace(" »", "»")
        )
        raise Invalid("", f"{said(message)}. {more}")


@dataclass(slots=True)
class Word:
    """One word of the command line. `subs` are the words that can follow it."""

    name: str
    about: str
    parser: Parser
    subs: "dict[str, Word]" = field(default_factory=dict)
    _following: "argparse._SubParsersAction[Parser] | None" = None

    def sub(self, name: str, run: Run, about: str, *, changes: bool = False) -> Parser:
        """A word that can follow this one."""
        if self._following is None:
            self._following = self.parser.add_subparsers(
                metavar=_("WORD"), prog=self.parser.prog, parser_class=Parser
            )
        prog = f"{self.parser.prog} {name}"
        made = self._following.add_parser(name, prog=prog, description=about, help=about)
        self.subs[name] = Word(name, about, made)
        return _finished(made, run, changes=changes)


@dataclass(slots=True)
class Words:
    """All words, by what they are about."""

    top: Parser
    _subparsers: "argparse._SubParsersAction[Parser]"
    groups: dict[str, dict[str, Word]] = field(default_factory=dict)

    def word(self, group: str, name: str, run: Run, about: str, *, changes: bool = False) -> Word:
        """A word of the first place; `changes`: it takes the options of a change."""
        made = self._subparsers.add_parser(
            name, prog=f"{self.top.prog} {name}", description=about, help=about
        )
        word = Word(name, about, _finished(made, run, changes=changes))
        self.groups.setdefault(group, {})[name] = word
        return word

    def every(self) -> dict[str, Word]:
        """Each word by its name."""
        return {name: word for words in self.groups.values() for name, word in words.items()}


def words() -> Words:
    """The command line without any word yet."""
    top = Parser("lineman", _("The office telephone server: one question to it from a shell."))
    top.add_argument("--socket", type=Path, default=SOCKET, help=argparse.SUPPRESS)
    top.set_defaults(json=False, language="")
    _language(top)
    return Words(
        top, top.add_subparsers(required=True, metavar=_("WORD"), dest="word", parser_class=Parser)
    )


def _language(parser: Parser) -> None:
    parser.add_argument(
        "--language",
        choices=LANGUAGES,
        default=argparse.SUPPRESS,
        help=_("speak this language instead of the shell's"),
    )


def _finished(parser: Parser, run: Run, *, changes: bool) -> Parser:
    """Options that every word has. They keep silent unless given, or a second word's would win."""
    parser.set_defaults(run=run)
    parser.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help=_("for programs, not people")
    )
    _language(parser)
    if changes:
        _change_options(parser)
    return parser


def _change_options(parser: Parser) -> None:
    add = parser.add_argument_group(_("options of a change")).add_argument
    add("--preview", action="store_true", help=_("only tell what it would do"))
    add(
        "--when",
        default="now",
        metavar=_("TIME"),
        help=_("now, idle (once no call is up), HH:MM or YYYY-MM-DD HH:MM"),
    )
    add("--yes", action="store_true", help=_("even when calls are cut"))
    add("--confirm", action="store_true", help=_("put it back unless “lineman confirm” follows"))
    add(
        "--accept",
        action="append",
        default=[],
        metavar=_("TEST"),
        help=_("the test call with this key may go another way"),
    )
    add(
        "--overwrite",
        action="append",
        default=[],
        metavar=_("FILE"),
        help=_("this file, edited by hand, may be lost"),
    )
