"""A taken-over supervisor, web page, exchange or SNMP agent gains nothing on the booted box."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.image import confined
from tests.image.attempts import (
    ANY_USER,
    ASTERISK,
    SNMP_AGENT,
    SUPERVISOR,
    UNTRIED,
    WEB_PAGE,
    Attempt,
)
from tests.image.harness import Guest

Outcome = tuple[int, str]  # exit code and what was said
Outcomes = Callable[[str | None], dict[str, Outcome]]

_TRIES: dict[str, tuple[Attempt, ...]] = {
    "lineman": (*ANY_USER, *SUPERVISOR),
    "lineman-web": (*ANY_USER, *WEB_PAGE),
    "asterisk": (*ANY_USER, *ASTERISK),
    "lineman-snmp": (*ANY_USER, *SNMP_AGENT),
}
_TRIED = [(user, attempt) for user, attempts in _TRIES.items() for attempt in attempts]
_POSSIBLE = [
    attempt for attempt in dict.fromkeys(attempt for _, attempt in _TRIED) if not attempt.nobody
]
# Runs inside: a shell for each attempt, one after the other, whatever became of the one before.
_EACH = """
import json, subprocess, sys

def end(words):
    done = subprocess.run(["/bin/sh", "-c", words], stdin=subprocess.DEVNULL, timeout=120,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.decode(errors="replace")

print(json.dumps({title: end(words) for title, words in json.load(sys.stdin).items()}))
"""


def _all(box: Guest, shells: dict[str, str], user: str | None) -> dict[str, Outcome]:
    argv = ["python3", "-Ic", _EACH]
    done = box.run(argv, stdin=json.dumps(shells).encode(), user=user, seconds=900)
    told: dict[str, Outcome] = json.loads(done.out)
    return told


@pytest.fixture(scope="module")
def outcomes(box: Guest) -> Outcomes:
    """What became of all attempts of a user, or of root; they are made when first asked for."""

    @cache
    def of(user: str | None) -> dict[str, Outcome]:
        if user is None:
            return _all(box, {a.title: a.as_root or a.shell for a in _POSSIBLE}, None)
        return _all(box, {a.title: a.shell for a in _TRIES[user]}, user)

    return of


@pytest.mark.parametrize(
    ("user", "attempt"), _TRIED, ids=[f"{user}: {attempt.title}" for user, attempt in _TRIED]
)
def test_it_is_refused(outcomes: Outcomes, user: str, attempt: Attempt) -> None:
    code, said = outcomes(user)[attempt.title]
    assert code not in {0, UNTRIED}, f"{user} {attempt.title}: {said}"


@pytest.mark.parametrize("attempt", _POSSIBLE, ids=[attempt.title for attempt in _POSSIBLE])
def test_root_is_not_refused(outcomes: Outcomes, attempt: Attempt) -> None:
    """The table judges by exit codes: what fails for root as well says nothing about rights."""
    code, said = outcomes(None)[attempt.title]
    assert code == 0, f"{attempt.title}: {said}"


@pytest.mark.parametrize("program", [confined.INTERNET, confined.LINE_CARD])
def test_in_its_own_unit_the_page_gets_no_further(box: Guest, program: str) -> None:
    """Outside of it nothing else is in root's way, and inside it reaches the supervisor."""
    box.run(["python3", "-Ic", program])
    assert not confined.ran_inside(box, "lineman-web.service", program)
    assert confined.ran_inside(box, "lineman-web.service", confined.SUPERVISOR)


def test_a_link_left_for_root_leads_nowhere(box: Guest) -> None:
    """The next start makes a set-up code where the supervisor's user may have left a link."""
    folder, planted = "/var/lib/lineman/identity", "/run/udev/rules.d/99-planted.rules"
    kept = f"mkdir {folder}/kept && mv {folder}/setup-* {folder}/kept"
    box.run(["/bin/sh", "-c", f"{kept} && ln -s {planted} {folder}/setup-code.new"], user="lineman")
    box.run(["mkdir", "-p", str(Path(planted).parent)])
    box.run(["systemctl", "restart", "lineman-identity.service"], seconds=120)
    assert box.run(["test", "-e", planted], check=False).code != 0
    made = box.run(["stat", "-c", "%U %a", f"{folder}/setup-code"]).out
    assert made == "lineman 600\n"
    back = f"rm {folder}/setup-code && mv {folder}/kept/* {folder} && rmdir {folder}/kept"
    box.run(["/bin/sh", "-c", back], user="lineman")


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
    harmless = {"reads": "cat /etc/passwd"}
    assert _all(box, harmless, "lineman-web")["reads"][0] == 0
