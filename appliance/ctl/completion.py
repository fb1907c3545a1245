"""Bash completion, made from the command line: `python3 -m appliance.ctl.completion FILE`.

The box has no bash-completion package, so the script needs nothing but bash.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from appliance.ctl.command_line import command_line
from appliance.ctl.parser import Parser, Word

_HEAD = """\
# Completes the words and options of lineman; made by appliance/ctl/completion.py.
_lineman() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local path='' word words=''
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case " $(_lineman_words "$path") " in
            *" $word "*) path=${path:+$path }$word ;;
        esac
    done
    words=$(_lineman_values "$path $previous")
    if [ -z "$words" ]; then
        case $current in
            -*) words=$(_lineman_options "$path") ;;
            *) words=$(_lineman_words "$path") ;;
        esac
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
"""
_TAIL = "complete -o default -F _lineman lineman\n"


def script() -> str:
    """The whole script."""
    words = command_line()
    places = [("", words.top, words.every())]
    for name, word in words.every().items():
        places += list(_places(name, word))
    following = {path: " ".join(subs) for path, _, subs in places}
    options = {path: " ".join(_options(parser)) for path, parser, _ in places}
    values = {
        f"{path} {flag}": " ".join(map(str, action.choices))
        for path, parser, _ in places
        for action in _actions(parser)
        if action.choices
        for flag in action.option_strings
    }
    kinds = {
        path: " ".join(map(str, action.choices))
        for path, parser, _ in places
        for action in _actions(parser)
        if action.choices and not action.option_strings and not isinstance(action.choices, dict)
    }
    following = {
        path: f"{found} {kinds.get(path, '')}".strip() for path, found in following.items()
    }
    functions = (
        _function("_lineman_words", following),
        _function("_lineman_options", options),
        _function("_lineman_values", values),
    )
    return _HEAD + "".join(functions) + _TAIL


def _places(path: str, word: Word) -> Iterator[tuple[str, Parser, dict[str, Word]]]:
    """The word and those that can follow it, by what is typed."""
    yield path, word.parser, word.subs
    for name, sub in word.subs.items():
        yield from _places(f"{path} {name}", sub)


def _actions(parser: Parser) -> list[argparse.Action]:
    return [action for action in parser._actions if action.help != argparse.SUPPRESS]


def _options(parser: Parser) -> Iterator[str]:
    for action in _actions(parser):
        yield from (flag for flag in action.option_strings if flag.startswith("--"))


def _function(name: str, answers: dict[str, str]) -> str:
    """A function that prints the answer for its argument."""
    cases = "".join(f'        "{key}") echo "{text}" ;;\n' for key, text in answers.items() if text)
    return f"{name}() {{\n    case $1 in\n{cases}    esac\n}}\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(script(), encoding="utf-8")
