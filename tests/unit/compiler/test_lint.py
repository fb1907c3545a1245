"""The re-reader notices what a compiler must never write."""

import pytest

from appliance.compiler.compile import MANIFEST, compile_config, manifest
from appliance.compiler.lint import lint
from tests.machines.offices import shop

DIALPLAN = "asterisk/extensions.conf"


def _changed(path: str, old: str, new: str) -> dict[str, str]:
    files = compile_config(shop())
    assert old in files[path]
    files[path] = files[path].replace(old, new, 1)
    del files[MANIFEST]
    return {**files, MANIFEST: manifest(files)}


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (DIALPLAN, "include => ext-local", "include => ext-lokal", "ext-lokal"),
        (DIALPLAN, "Goto(ext-local,", "Goto(ext-nowhere,", "ext-nowhere"),
        (DIALPLAN, "b(analogue-name^", "b(other-name^", "other-name"),
        (DIALPLAN, "Hangup(19)", "System(19)", "no step of ours"),
        (DIALPLAN, "exten => 202,1,", "exten => 201,1,", "201 twice"),
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


def test_a_file_that_does_not_fit_the_manifest_is_noticed() -> None:
    files = compile_config(shop())
    files["dahdi/system.conf"] += "\n"
    assert lint(files) == ["manifest: does not fit the files"]
