"""Asterisk's files: what is written reads back, and no value can be more than a value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.compiler.conf import Comment, ConfFile, Include, Option, Section, emit, parse
from appliance.core.errors import Invalid
from tests.property.words import NASTY


def _value(text: str) -> Option | None:
    try:
        return Option("name", text)
    except Invalid:
        return None


values = st.one_of(st.sampled_from(NASTY), st.text(max_size=40)).map(_value)
option_lines = values.filter(lambda line: line is not None).map(
    lambda line: line or Option("a", "")
)
arrows = option_lines.map(lambda line: Option("exten", line.value, arrow=True))
comments = option_lines.map(lambda line: Comment(line.value))
includes = st.sampled_from((Include("/var/lib/x.conf"), Include("y.conf")))
lines = st.lists(option_lines | arrows | comments | includes, max_size=6).map(tuple)
sections = st.builds(Section, st.sampled_from(("general", "a-b", "301", "/x/y.csv")), lines)
heads = st.lists(comments | includes, max_size=2).map(tuple)
files = st.builds(ConfFile, heads, st.lists(sections, max_size=4).map(tuple))


@given(files)
def test_what_is_written_reads_back(conf: ConfFile) -> None:
    assert parse(emit(conf)) == conf


def _as_asterisk_reads(line: str) -> str:
    """main/config.c: cut at a `;` with no backslash before it, take that backslash away."""
    at = 0
    while (at := line.find(";", at)) >= 0:
        if at and line[at - 1] == "\\":
            line = line[: at - 1] + line[at:]
        else:
            return line[:at].rstrip()
    return line.rstrip()


@given(option_lines)
def test_asterisk_reads_the_value_that_was_meant(option: Option) -> None:
    written = emit(ConfFile((), (Section("s", (option,)),))).split("\n")
    assert written[0] == "[s]"
    assert len(written) == 3
    name, _, value = _as_asterisk_reads(written[1]).partition("=")
    assert (name.strip(), value.strip()) == (option.name, option.value)


@pytest.mark.parametrize(
    "text", ["a\nb", "a\rb", "a\0b", "\x85a", "a\u2028b", " a", "a ", "x" * 5000]
)
def test_what_would_leave_its_line_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Option("name", text)


@pytest.mark.parametrize("name", ["", "a b", "[x]", "a=", ";x", "#x", "a\n", "имя"])
def test_a_name_is_a_plain_word(name: str) -> None:
    with pytest.raises(Invalid):
        Option(name, "x")


def test_the_start_up_shells_spelling_is_read_too() -> None:
    conf = parse('[channel-1]\nsignalling=fxo_ks\ncallerid="201" <201>\nexten=>s,1,x\n')
    assert conf.sections[0].lines == (
        Option("signalling", "fxo_ks"),
        Option("callerid", '"201" <201>'),
        Option("exten", "s,1,x", arrow=True),
    )
