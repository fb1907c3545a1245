"""What the compiler may emit is what the simulator knows: no more and no less."""

import pytest

from appliance.compiler.asterisk.extensions_conf import contexts
from appliance.compiler.dialplan.steps import APPLICATIONS, FUNCTIONS, Note
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.live_state import Family
from appliance.core.roles import Function
from appliance.whatif import applications, functions
from appliance.whatif.words import TERMS, WORDS
from tests.machines.known import OFFICES


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
