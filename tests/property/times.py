"""Strategies for weeks, days and schedules."""

from hypothesis import strategies as st

from appliance.core.schedules import DAY, Day, DayRange, Schedule, WeekRange
from tests.property.pools import few, keys, subsets, zones
from tests.property.words import names


@st.composite
def _minutes(draw: st.DrawFn) -> tuple[int, int]:
    start = draw(st.integers(0, DAY - 1))
    return start, draw(st.integers(start + 1, DAY))


week_ranges = st.builds(
    lambda days, minutes: WeekRange(days, *minutes),
    subsets(range(1, 8)).filter(bool),
    _minutes(),
)
days = st.builds(Day, st.integers(2020, 2099), st.integers(1, 12), st.integers(1, 28))
day_ranges = st.builds(
    lambda ends, minutes: DayRange(min(ends), max(ends), *minutes),
    st.tuples(days, days),
    st.just((None, None)) | _minutes(),
)
schedules = st.builds(
    Schedule,
    key=keys,
    name=names,
    week=few(week_ranges),
    zone=st.none() | zones,
    holidays=st.booleans(),
    short_eve=st.integers(0, 240),
    ranges=few(day_ranges),
    code=st.none() | st.integers(1, 9),
    open_without_clock=st.booleans(),
)
