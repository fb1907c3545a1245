"""A taken-over supervisor, web page or exchange gains nothing on the booted box."""

from __future__ import annotations

import pytest

from tests.image.attempts import ANY_USER, SUPERVISOR, UNTRIED, WEB_PAGE, Attempt
from tests.image.harness import Guest, Result

_TRIED = [
    *(("lineman", attempt) for attempt in (*ANY_USER, *SUPERVISOR)),
    *(("lineman-web", attempt) for attempt in (*ANY_USER, *WEB_PAGE)),
    *(("asterisk", attempt) for attempt in ANY_USER),
]
_POSSIBLE = [
    attempt for attempt in dict.fromkeys(attempt for _, attempt in _TRIED) if not attempt.nobody
]


def _shell(box: Guest, words: str, user: str | None = None) -> Result:
    return box.run(["/bin/sh", "-c", words], user=user, check=False, seconds=120)


@pytest.mark.parametrize(
    ("user", "attempt"), _TRIED, ids=[f"{user}: {attempt.title}" for user, attempt in _TRIED]
)
def test_it_is_refused(box: Guest, user: str, attempt: Attempt) -> None:
    result = _shell(box, attempt.shell, user)
    assert result.code not in {0, UNTRIED}, f"{user} {attempt.title}: {result.out}{result.err}"


@pytest.mark.parametrize("attempt", _POSSIBLE, ids=[attempt.title for attempt in _POSSIBLE])
def test_root_is_not_refused(box: Guest, attempt: Attempt) -> None:
    """The table judges by exit codes: what fails for root as well says nothing about rights."""
    result = _shell(box, attempt.as_root or attempt.shell)
    assert result.code == 0, f"{attempt.title}: {result.out}{result.err}"


def test_telephones_are_untouched_after_all_of_it(box: Guest) -> None:
    box.wait(["asterisk", "-rx", "core show uptime"], "System uptime")
    assert box.run(["stat", "-c", "%U", "/run/lineman/builtin", "/run/lineman/slot"]).out == (
        "root\nroot\n"
    )
    assert box.run(["stat", "-c", "%U:%G %a", "/run/lineman/ami.conf"]).out == (
        "asterisk:lineman 440\n"
    )
    assert box.run(["systemctl", "is-active", "asterisk", "lineman-firewall"]).out == (
        "active\nactive\n"
    )


def test_an_attempt_that_works_would_be_seen(box: Guest) -> None:
    """Not everything fails for want of a way to act as this user."""
    assert _shell(box, "cat /etc/passwd >/dev/null", "lineman-web").code == 0
