"""A taken-over supervisor or web page gains nothing on the booted box."""

from __future__ import annotations

import pytest

from tests.image.attempts import ANY_USER, SUPERVISOR, WEB_PAGE, Attempt
from tests.image.harness import Guest

_TRIED = [
    *(("lineman", attempt) for attempt in (*ANY_USER, *SUPERVISOR)),
    *(("lineman-web", attempt) for attempt in (*ANY_USER, *WEB_PAGE)),
]


@pytest.mark.parametrize(
    ("user", "attempt"), _TRIED, ids=[f"{user}: {attempt.title}" for user, attempt in _TRIED]
)
def test_it_is_refused(box: Guest, user: str, attempt: Attempt) -> None:
    result = box.run(["/bin/sh", "-c", attempt.shell], user=user, check=False, seconds=120)
    assert result.code != 0, f"{user} {attempt.title}: {result.out}{result.err}"


@pytest.mark.parametrize(
    "attempt",
    [attempt for attempt in (*ANY_USER, *SUPERVISOR, *WEB_PAGE) if not attempt.nobody],
    ids=lambda attempt: attempt.title,
)
def test_only_who_tried_it_was_the_reason(box: Guest, attempt: Attempt) -> None:
    """What fails for root as well proves nothing."""
    shell = attempt.as_root or attempt.shell
    result = box.run(["/bin/sh", "-c", shell], check=False, seconds=120)
    assert result.code == 0, f"{shell}: {result.out}{result.err}"


def test_telephones_are_untouched_after_all_of_it(box: Guest) -> None:
    box.wait(["asterisk", "-rx", "core show uptime"], "System uptime")
    assert box.run(["stat", "-c", "%U", "/run/lineman/builtin", "/run/lineman/slot"]).out == (
        "root\nroot\n"
    )
    assert box.run(["systemctl", "is-active", "asterisk", "lineman-firewall"]).out == (
        "active\nactive\n"
    )
