"""Where each log of the change log goes on."""

from __future__ import annotations

from webui.pages.audit import ACCESS, LIVE, SETTINGS, Line, further

NOWHERE = dict.fromkeys((SETTINGS, LIVE, ACCESS), 0.0)


def _line(log: str, place: float) -> Line:
    return Line(log, place, 0.0, "anna", "what")


def _next(
    found: dict[str, tuple[Line, ...]], shown: tuple[Line, ...], begin: dict[str, float]
) -> dict[str, float]:
    return {log: float(at) for log, at in further(found, shown, begin).items()}


def test_a_log_goes_on_below_the_last_that_is_shown() -> None:
    live = tuple(_line(LIVE, place) for place in (9, 8, 7))
    found = {SETTINGS: (), LIVE: live, ACCESS: ()}
    assert _next(found, live[:2], NOWHERE)[LIVE] == 8


def test_of_which_nothing_is_shown_goes_on_where_it_began() -> None:
    """An entry of the same second as the last that was shown must not come back."""
    entry = _line(ACCESS, 1000.25)
    found = {SETTINGS: (_line(SETTINGS, 4),), LIVE: (), ACCESS: (entry,)}
    begin = {SETTINGS: 5.0, LIVE: 1.0, ACCESS: 1000.5}
    assert _next(found, (), begin) == begin


def test_of_which_the_newest_page_shows_nothing_begins_at_its_first() -> None:
    found = {SETTINGS: (_line(SETTINGS, 4),), LIVE: (), ACCESS: ()}
    at = _next(found, (), NOWHERE)
    assert at == {SETTINGS: 5.0, LIVE: 1.0, ACCESS: 1.0}
