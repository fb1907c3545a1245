"""Imagined calls and the answers they must have."""

from hypothesis import strategies as st

from appliance.core.live_state import Family
from appliance.core.scenario import (
    Does,
    FromTelephone,
    FromTrunk,
    LinesAre,
    LiveValue,
    Moment,
    Scenario,
    TelephoneIs,
)
from appliance.core.test_calls import Ending, Outcome, Rang, Sent, StoredCall
from tests.property.pools import few, groups, keys, numbers
from tests.property.words import NASTY, names

_pressed = st.text("0123456789*#+", max_size=12)
_moments = st.sampled_from(
    [Moment("2026-03-02T10:15:00+03:00"), Moment("2026-12-31T23:59:59-11:30")]
)
_origins = st.one_of(
    st.builds(FromTelephone, numbers, _pressed.filter(bool)),
    st.builds(FromTrunk, groups, _pressed, _pressed, st.integers(1, 500)),
)
_live = st.builds(LiveValue, st.sampled_from(Family), st.just("201"), st.sampled_from(("", "YES")))
scenarios = st.builds(
    Scenario,
    moment=_moments,
    origin=_origins,
    presses=few(_pressed),
    telephones=st.lists(
        st.builds(TelephoneIs, numbers, st.sampled_from(Does), st.integers(0, 3600)),
        max_size=3,
        unique_by=lambda each: each.number,
    ).map(tuple),
    lines=st.lists(
        st.builds(LinesAre, groups, st.integers(0, 30), st.sampled_from(Does), st.integers(0, 30)),
        max_size=2,
        unique_by=lambda each: each.group,
    ).map(tuple),
    live=few(_live, 1),
)
outcomes = st.builds(
    Outcome,
    ending=st.sampled_from(Ending),
    by=st.sampled_from(("", *NASTY)),
    cause=st.integers(0, 127),
    rang=few(st.builds(Rang, st.just("201"), st.integers(0, 300))),
    sent=few(st.builds(Sent, groups, st.just("74951234567"))),
    recorded=st.booleans(),
    changed=few(_live, 1),
)
stored_calls = st.builds(StoredCall, keys, names, scenarios, outcomes)
