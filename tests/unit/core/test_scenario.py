"""A call as it is imagined is one that could be made."""

import pytest

from appliance.core.errors import Invalid
from appliance.core.scenario import Moment


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "now", "2026-03-02", "2026-03-02T10:15:00", "2026-02-30T10:15:00+03:00",
        "2026-03-02 10:15:00+03:00", "2026-03-02T10:15:00.5+03:00",
    ],
)  # fmt: skip
def test_a_moment_is_a_whole_second_with_its_zone(text: str) -> None:
    with pytest.raises(Invalid, match="is no time such as"):
        Moment(text)


def test_a_moment_is_kept_to_the_letter() -> None:
    assert str(Moment("2026-03-02T10:15:00+03:00")) == "2026-03-02T10:15:00+03:00"
