"""The re-reader notices what a compiler must never write."""

import pytest

from appliance.compiler.compile import compile_config
from appliance.compiler.lint import Linter, lint
from tests.machines.offices import shop

DIALPLAN = "asterisk/extensions.conf"


def _changed(path: str, old: str, new: str) -> dict[str, str]:
    files = compile_config(shop())
    assert old in files[path]
    files[path] = files[path].replace(old, new, 1)
    return files


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (DIALPLAN, "include => ext-local", "include => ext-lokal", "ext-lokal"),
        (DIALPLAN, "Goto(ext-local,", "Goto(ext-nowhere,", "leads to nothing"),
        (DIALPLAN, "Goto(ext-local,201,", "Goto(ext-local,299,", "leads to nothing"),
        (DIALPLAN, "b(sub-leg^", "b(other^", "leads to nothing"),
        (DIALPLAN, "Gosub(ext-ring,", "Gosub(ext-rink,", "leads to nothing"),
        (DIALPLAN, "?sub-record,", "?sub-recorder,", "leads to nothing"),
        (DIALPLAN, "?ring:wait)", "?rung:wait)", "leads to nothing"),
        (DIALPLAN, "-city,1(", "-village,1(", "leads to nothing"),
        (DIALPLAN, "Gosub(trunk-${PICK},", "Gosub(trunc-${PICK},", "leads to nothing"),
        (DIALPLAN, "[trunk-2]", "[trunk2]", "leads to nothing"),
        (DIALPLAN, "Hangup(19)", "System(19)", "no step of ours"),
        (DIALPLAN, "${REALTIME_HASH(", "${SHELL(", "SHELL is no function of ours"),
        (DIALPLAN, "Set(HASH(them)", "Set(SHELL(them)", "SHELL is no function of ours"),
        (DIALPLAN, "exten => 202,1,", "exten => 201,1,", "201 stands twice"),
        (DIALPLAN, "[call-end]", "[call-end]\nsame = x", "no step"),
        ("asterisk/dahdi-channels.conf", "context = from-internal", "context = gone", "gone"),
        ("asterisk/pjsip.conf", "context = from-internal", "context = gone", "gone"),
        ("asterisk/rtp.conf", "rtpstart = 10000", "rtpstart = 1;0000", "none of ours"),
        ("asterisk/rtp.conf", "rtpstart = 10000", "rtpstart=10000", "read back"),
    ],
)
def test_noticed(path: str, old: str, new: str, said: str) -> None:
    problems = lint(_changed(path, old, new))
    assert any(said in problem for problem in problems), problems


def test_what_was_read_is_not_read_again_and_judged_with_the_rest() -> None:
    linter = Linter()
    files = compile_config(shop())
    assert linter.lint(files) == []
    broken = {**files, DIALPLAN: files[DIALPLAN].replace("[from-internal]", "[from-elsewhere]")}
    assert linter.lint(broken) == lint(broken) != []
    assert linter.lint(files) == []
