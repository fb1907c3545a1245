"""A table's text is a database, and the other way round."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.apply.tables import Made, database, difference, text_of
from appliance.compiler.tables import Table, sql

_WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)
_ROWS = st.dictionaries(_WORDS, st.tuples(_WORDS, _WORDS), max_size=60)


def _text(rows: dict[str, tuple[str, str]]) -> str:
    lines = tuple((key, *others) for key, others in rows.items())
    return sql(Table("people", ("number", "name", "class"), lines))


def _people(count: int, **renamed: str) -> str:
    names = {f"{n:05}": (f"Somebody {n}", "1") for n in range(count)}
    return _text(names | {number[1:]: (name, "1") for number, name in renamed.items()})


_EIGHT_HUNDRED = _people(800)


@settings(deadline=None)
@given(_ROWS)
def test_what_is_made_reads_back(rows: dict[str, tuple[str, str]]) -> None:
    text = _text(rows)
    assert text_of(database(text)) == text


@settings(deadline=None)
@given(_ROWS, _ROWS)
def test_a_database_is_changed_to_any_other(
    before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]]
) -> None:
    old, new = _EIGHT_HUNDRED + _text(before), _EIGHT_HUNDRED + _text(after)
    start, gone, come = difference(old, new)
    assert old[:start] == new[:start]
    assert old.removeprefix(old[:start] + gone) == new.removeprefix(new[:start] + come)


@pytest.mark.parametrize(
    "renamed",
    [{"_00000": "First"}, {"_00500": "O'Neil; 'x'"}, {"_00999": "Last"}, {"_01000": "One more"}],
)
def test_of_a_thousand_rows_one_is_changed(renamed: dict[str, str]) -> None:
    old, new = _people(1000), _people(1000, **renamed)
    changed = database(new, Made(old, database(old)))
    assert text_of(changed) == new
    back = database(old, Made(new, changed))
    assert text_of(back) == old


def test_a_row_that_goes_is_gone() -> None:
    old, new = _people(1000), _people(999)
    assert text_of(database(new, Made(old, database(old)))) == new


def test_the_same_text_makes_the_same_bytes() -> None:
    assert database(_people(300)) == database(_people(300))


_TWO = "CREATE TABLE a (b TEXT); CREATE TABLE c (d TEXT);"


@pytest.mark.parametrize("content", [b"", b"nonsense" * 200, database(_TWO)])
def test_what_is_no_table_is_told(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"no table|holds"):
        text_of(content)
