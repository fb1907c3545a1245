"""Both languages say everything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from appliance.core.live_state import SET_BY_PEOPLE, Family, LiveChange, Where
from appliance.daemon.live_view import change_view
from appliance.spoken.languages import LANGUAGES
from appliance.wire.access_log import What
from appliance.wire.roles import ROLES, Scope
from webui import language, messages, render, words
from webui.scope_words import SCOPES

_GAP = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")
_HE_DID = re.compile(r"\w[аеёиуыя]л(ся)?\b")  # the past of a verb, which tells a man


def _texts(message: Message) -> tuple[str, ...]:
    given = message.string
    return tuple(given) if isinstance(given, (list, tuple)) else (given or "",)


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_every_text_is_translated_with_all_its_gaps(spoken: str) -> None:
    kept = messages.catalogue(spoken)
    for wanted in messages.template():
        if not wanted.id:
            continue
        found = kept.get(wanted.id)
        assert found is not None, f"{wanted.id}: run python3 -m webui.messages"
        texts = _texts(found)
        assert all(texts), wanted.id
        first = wanted.id[0] if isinstance(wanted.id, (list, tuple)) else wanted.id
        for text in texts:
            assert sorted(_GAP.findall(text)) == sorted(_GAP.findall(first)), text


def test_no_translation_is_left_over() -> None:
    wanted = {str(message.id) for message in messages.template()}
    for spoken in LANGUAGES:
        assert {str(m.id) for m in messages.catalogue(spoken) if m.id} <= wanted


def test_each_state_is_shown_in_russian(tmp_path: Path) -> None:
    """By the filter that pages use for states and for the supervisor's sentences alike."""
    (tmp_path / "names.json").write_text("{}")
    said = render.environment("ru", tmp_path).filters["said"]
    tables = (words.SOCKETS, words.ALARMS, words.CALL_STATES, words.RESULTS, words.PHASES)
    for word in (word for table in tables for word in table.values()):
        for text in filter(None, (word.text, word.remedy)):
            assert re.search("[а-яё]", said(text), re.IGNORECASE), text
    assert said("The stored configuration does not load: x.") != (
        "The stored configuration does not load: x."
    )


def test_the_change_log_has_a_word_for_all_that_it_tells() -> None:
    assert set(words.ACCESS) == {what.value for what in What}
    assert set(SCOPES) == {scope.value for scope in Scope}
    assert set(words.ROLES) == {role.value for role in ROLES}
    assert set(words.PLACES) == {where.value for where in Where}
    told = {
        change_view(LiveChange(0.0, (family, ""), "", "", "", Where.BOX)).what
        for family in (*SET_BY_PEOPLE, Family.DOOR, Family.PROMPT)
    }
    assert set(words.LIVE) == told


def test_what_somebody_did_is_said_alike_of_women_and_men() -> None:
    in_russian = language.translations("ru").gettext
    tables = (words.ACCESS, words.DEEDS, words.PARTS, words.LIVE)
    told = [in_russian(text) for table in tables for text in table.values()]
    assert [text for text in told if _HE_DID.search(text)] == []


@pytest.mark.parametrize(
    ("cookies", "asked", "wanted"),
    [
        ({}, "ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ({}, "de,en;q=0.5,ru;q=0.4", "en"),
        ({}, "fr", "en"),
        ({}, "ru;q=0,en;q=0.1", "en"),
        ({}, "ru;q=high", "en"),
        ({language.COOKIE: "en"}, "ru", "en"),
        ({language.COOKIE: "../x"}, "ru", "ru"),
    ],
)
def test_the_language_is_what_was_chosen_or_asked_for(
    cookies: dict[str, str], asked: str, wanted: str
) -> None:
    assert language.chosen(cookies, asked) == wanted
