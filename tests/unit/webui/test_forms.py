"""Forms, tokens, times: the parts of the page that need no page."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from webui import dates, security, words
from webui.forms import LONGEST_VALUE, Form, read_form, whole
from webui.once import Once


def test_a_form_takes_its_own_fields_and_no_more() -> None:
    long = "x" * (LONGEST_VALUE + 5)
    form = read_form({"user": [" anna ", "b"], "code": [long], "role": ["admin"]},
                     ("user", "code", "password"), ("password",))  # fmt: skip
    assert form["user"] == "anna"
    assert len(form["code"]) == LONGEST_VALUE
    assert form["password"] == ""
    assert set(form.values) == {"user", "code", "password"}


def test_a_secret_is_taken_whole_and_never_shown() -> None:
    form = Form({"password": " two words "}, secrets=frozenset({"password"}))
    assert form["password"] == " two words "
    assert form.shown("password") == ""
    assert form.refused(form="no").errors == {"": "no"}


def test_a_token_belongs_to_one_secret() -> None:
    token = security.form_token("mine")
    assert security.token_matches("mine", token)
    assert not security.token_matches("yours", token)
    assert not security.token_matches("mine", "жук")


@pytest.mark.parametrize(
    ("origin", "site", "same"),
    [
        ("https://box:8443", None, True),
        ("https://box:8443", "same-origin", True),
        ("https://box:8443", "same-site", False),
        ("https://box", None, False),
        ("null", None, False),
        (None, "same-origin", False),
    ],
)
def test_only_our_own_pages_may_change_things(
    origin: str | None, site: str | None, same: bool
) -> None:
    assert security.same_origin(origin, site, "box:8443") is same


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("007", 7), ("123456789", 123456789), ("1234567890", None), ("²", None), ("٣", None),
     ("", None), ("-1", None), ("1.0", None), (" 1", None), ("9" * 5000, None)],
)  # fmt: skip
def test_a_whole_number_is_written_in_a_few_plain_digits(text: str, number: int | None) -> None:
    assert whole(text) == number


async def test_a_form_sent_twice_is_done_once_and_a_failure_may_be_tried_again() -> None:
    once = Once(kept=2)
    done: list[int] = []

    async def work() -> int:
        await asyncio.sleep(0)
        done.append(len(done))
        if len(done) == 1:
            raise ConnectionError
        return len(done)

    with pytest.raises(ConnectionError):
        await once.do("a", work)
    both = await asyncio.gather(once.do("a", work), once.do("a", work))
    assert list(both) == [2, 2]
    assert await once.do("b", work) == 3
    assert await once.do("c", work) == 4
    assert await once.do("a", work) == 5


async def test_what_came_of_a_form_is_forgotten_after_its_time() -> None:
    once, done = Once(seconds=0.05), itertools.count(1)

    async def work() -> int:
        return next(done)

    assert [await once.do("a", work), await once.do("a", work)] == [1, 1]
    await asyncio.sleep(0.1)
    assert await once.do("a", work) == 2


async def test_the_second_request_gets_what_the_first_began_and_left() -> None:
    once, done, go = Once(), itertools.count(1), asyncio.Event()

    async def work() -> int:
        await go.wait()
        if next(done) == 1:
            raise ConnectionError
        return 0

    for _ in range(2):  # what failed with nobody waiting may be tried again
        first = asyncio.ensure_future(once.do("a", work))
        await asyncio.sleep(0)
        first.cancel()
        go.set()
        await asyncio.sleep(0.01)
    assert next(done) == 3
    assert await once.do("a", work) == 0
    assert next(done) == 4


@pytest.mark.parametrize(
    ("seconds", "shown"), [(-3, "0:00"), (7.9, "0:08"), (750, "12:30"), (3723, "1:02:03")]
)
def test_lengths_are_read_like_a_clock(seconds: float, shown: str) -> None:
    assert dates.length(seconds) == shown


def test_the_alarm_to_mend_first_stands_first_and_a_new_word_is_shown() -> None:
    found = words.alarms(["yellow", "melted", "los"])
    assert found[0].text == "No signal (LOS)"
    assert found[-1].text == "melted"
    assert words.socket("dancing").text == "dancing"
