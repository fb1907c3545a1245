"""What can be typed: every verb has a program, says what it does, and starts without Python."""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from build.lib.host import become_root
from build.lib.settings import TREE, BuildError
from build.lib.verbs import start
from build.lib.verbs.help import documentation, verbs
from build.lib.vm.waiting import wait_until

VERBS = verbs()


@pytest.mark.parametrize("verb", VERBS, ids=lambda path: path.name)
def test_a_verb_says_what_it_does_and_has_a_program(verb: Path) -> None:
    assert documentation(verb).endswith((".", "]"))
    module = importlib.import_module(f"build.lib.verbs.{verb.name.replace('-', '_')}")
    assert callable(module.main)


def test_help_lists_them_from_any_folder(tmp_path: Path) -> None:
    shown = subprocess.run(
        [TREE / "build/help"], cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout
    assert all(f"build/{verb.name} " in shown for verb in VERBS)


def test_a_verb_installs_python_where_there_is_none(tmp_path: Path) -> None:
    """Only `apt-get` is a stand-in; it says what it was asked and lays the Python there."""
    for tool in ("dirname", "basename", "id", "env", "sh"):
        (tmp_path / tool).symlink_to(f"/usr/bin/{tool}")
    python = Path("/usr/bin/python3").resolve()
    apt = tmp_path / "apt-get"
    apt.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n[ "$2" = update ] || '
        f"/usr/bin/ln -s {python} {tmp_path}/python3\n"
    )
    apt.chmod(0o755)
    argv = ["/usr/bin/sh", str(TREE / "build/help")]
    done = subprocess.run(
        argv, env={"PATH": str(tmp_path), "HOME": str(tmp_path)}, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    assert "build/run" in done.stdout
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked[0].endswith("update")
    assert asked[1].endswith("install python3")


_SECRET = "https://user:password@index/"
# A verb that tells what it has once it is root.
_VERB = """
import json, os, sys
os.geteuid = lambda: 0 if "AS_ROOT" in os.environ else 1000
from build.lib.host import become_root
become_root()
print(json.dumps([sys.argv[1:], dict(os.environ)]))
"""
# It hands over what it is asked for by name but `kept_back`, and writes down how it was called.
_SUDO = """#!{python}
import os, sys
with open("{folder}/called", "w") as called:
    called.write("\\n".join(sys.argv))
names = set(sys.argv[1].removeprefix("--preserve-env=").split(",")) - {kept_back}
env = {{name: os.environ[name] for name in names}}
env |= {{"PATH": os.environ["PATH"], "PYTHONPATH": "{tree}", "AS_ROOT": "1"}}
os.execvpe(sys.argv[2], sys.argv[2:], env)
"""


def _by_sudo(folder: Path, kept_back: set[str]) -> tuple[list[str], dict[str, str], str]:
    """Words and environment that a verb has after it called `sudo`, and what was said."""
    sudo, verb = folder / "sudo", folder / "verb.py"
    verb.write_text(_VERB)
    sudo.write_text(
        _SUDO.format(python=sys.executable, folder=folder, kept_back=kept_back, tree=TREE)
    )
    sudo.chmod(0o755)
    own = {"HOME": str(folder), "LINEMAN_MIRROR": "one of ours", "PIP_INDEX_URL": _SECRET}
    path = {"PATH": f"{folder}:/usr/bin:/bin", "PYTHONPATH": str(TREE), "SECRET": "not for root"}
    done = subprocess.run(
        [sys.executable, str(verb), "test", "lint"], env=own | path, cwd=TREE, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    words, env = json.loads(done.stdout)
    return words, env, done.stderr


def test_who_is_not_root_goes_on_by_sudo_with_the_same_settings(tmp_path: Path) -> None:
    words, env, said = _by_sudo(tmp_path, {"nothing"})
    assert words == ["test", "lint"]
    assert (env["LINEMAN_MIRROR"], env["PIP_INDEX_URL"]) == ("one of ours", _SECRET)
    assert Path(env["LINEMAN_CACHE"]).is_relative_to(tmp_path)
    assert "SECRET" not in env
    assert said == ""


def test_no_secret_stands_in_the_list_of_processes(tmp_path: Path) -> None:
    _by_sudo(tmp_path, {"nothing"})
    called = (tmp_path / "called").read_text()
    assert "PIP_INDEX_URL" in called
    assert _SECRET not in called


def test_what_sudos_policy_keeps_back_is_told(tmp_path: Path) -> None:
    _, env, said = _by_sudo(tmp_path, {"PIP_INDEX_URL"})
    assert env["LINEMAN_MIRROR"] == "one of ours"
    assert "sudo did not hand over PIP_INDEX_URL, " in said


def test_who_is_not_root_and_has_no_sudo_is_told_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BuildError, match="run it as root or install sudo"):
        become_root()


# A verb at a terminal, on a machine without its tools.
_WITHOUT_TOOLS = """
import signal
from pathlib import Path
from build.lib import host
from build.lib.verbs import start

signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it
host._KEYRING = Path("/")
host._TOOLS = {"no-such-tool": "tool"}
start.start(lambda _: host.have_tools() or 0, [], root=False)
"""


def test_ctrl_c_breaks_no_installation_on_a_persons_machine_off(tmp_path: Path) -> None:
    """The terminal sends it to all that runs there."""
    apt, noted = tmp_path / "apt-get", tmp_path / "noted"
    apt.write_text(f'#!/bin/sh\necho "begins $*" >>{noted}\nsleep 0.5\necho "is done" >>{noted}\n')
    apt.chmod(0o755)
    verb = subprocess.Popen(
        [sys.executable, "-c", _WITHOUT_TOOLS], cwd=TREE, text=True, start_new_session=True,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}, stderr=subprocess.PIPE,
    )  # fmt: skip
    wait_until(noted.exists, "apt-get is asked", seconds=60, every=0.05)
    os.killpg(verb.pid, signal.SIGINT)
    said = verb.communicate(timeout=60)[1]
    assert "interrupted; start again when you like" in said
    lines = noted.read_text().splitlines()
    assert [line.split()[0] for line in lines] == ["begins", "is"], "the next one was begun"
    assert verb.returncode == 1


def test_a_failing_part_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    def failing(words: list[str]) -> int:
        raise subprocess.CalledProcessError(3, words, "the part's own words")

    with pytest.raises(SystemExit) as ended:
        start.start(failing, ["part"], root=False)
    assert "ended with 3\nthe part's own words" in str(ended.value)
    assert capsys.readouterr().out == ""
