"""What the compiler may emit is what the simulator knows: no more and no less."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.compiler.asterisk.extensions_conf import contexts
from appliance.compiler.dialplan import steps
from appliance.compiler.dialplan.steps import APPLICATIONS, FUNCTIONS, Note
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.live_state import Family
from appliance.core.roles import Function
from appliance.whatif import applications, functions
from appliance.whatif.words import NOTES, TERMS, WORDS
from tests.machines.known import OFFICES

DIALPLAN = Path(steps.__file__).parent


def test_every_application_is_known() -> None:
    assert applications.APPLICATIONS.keys() == APPLICATIONS


def test_every_function_is_known() -> None:
    assert functions.READ.keys() == FUNCTIONS
    assert functions.WRITE.keys() <= FUNCTIONS


def test_words_that_stand_in_gaps_are_known() -> None:
    named = {*Direction, *Function} - {Direction.INTERNAL}
    assert {each.value for each in named} <= TERMS.keys()
    assert {each.value for each in Family if each is not Family.CLOCK} - {
        "DAYNIGHT"
    } <= TERMS.keys()


def _constants(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def test_notes_and_their_words_are_the_same() -> None:
    """A note's key is a string in the compiler; words for others would be said of nothing."""
    sources = [ast.parse(path.read_text("utf-8")) for path in sorted(DIALPLAN.glob("*.py"))]
    said = {text for source in sources for text in _constants(source)}
    named = {
        node.args[0].value
        for source in sources
        for node in ast.walk(source)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "Note"
        and isinstance(node.args[0], ast.Constant)
    }
    assert named <= NOTES.keys()
    assert NOTES.keys() <= said


@pytest.mark.parametrize("office", OFFICES)
def test_of_asterisks_special_numbers_only_those_are_used_that_are_known(office: str) -> None:
    """`h` runs once a call is over, `e` on errors, `T` at time-outs, `o` and `a` in voice mail."""
    letters = {
        exten.pattern
        for context in contexts(OFFICES[office]())
        for exten in context.extens
        if len(exten.pattern) == 1 and exten.pattern.isalpha()
    }
    assert letters <= {"h", "i", "s", "t"}


def _notes(config: Config) -> set[Note]:
    return {
        step.note
        for context in contexts(config)
        for exten in context.extens
        for step in exten.steps
        if step.note is not None
    }


@pytest.mark.parametrize("office", OFFICES)
def test_every_note_has_its_words(office: str) -> None:
    for note in _notes(OFFICES[office]()):
        words = WORDS[note.what]
        assert words.ru.format(*note.about) is not None
        assert words.en.format(*note.about) is not None
