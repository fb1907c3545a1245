"""What can be typed: every verb has a program, says what it does, and starts without Python."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from build.lib.host import become_root
from build.lib.settings import TREE, BuildError
from build.lib.verbs import start
from build.lib.verbs.help import documentation, verbs

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


def test_who_is_not_root_goes_on_by_sudo_with_the_same_settings(tmp_path: Path) -> None:
    """Only `sudo` is a stand-in: it says how it was called."""
    sudo = tmp_path / "sudo"
    sudo.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    sudo.chmod(0o755)
    person = "import os; os.geteuid = lambda: 1000; from build.lib.host import become_root; "
    argv = [sys.executable, "-c", person + "become_root()", "test", "lint"]
    own = {"HOME": str(tmp_path), "LINEMAN_MIRROR": "one of ours", "SECRET": "not for root"}
    said = subprocess.run(
        argv, env={**own, "PATH": f"{tmp_path}:/usr/bin:/bin"}, cwd=TREE, check=True,
        capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    assert said[0] == "env"
    assert said[-3:] == ["-c", "test", "lint"]
    assert said[-4] == sys.executable
    kept = dict(word.split("=", 1) for word in said[1:-4])
    cache = kept.pop("LINEMAN_CACHE")
    assert kept == {"LINEMAN_MIRROR": "one of ours"}
    assert Path(cache).is_relative_to(tmp_path)


def test_who_is_not_root_and_has_no_sudo_is_told_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BuildError, match="run it as root or install sudo"):
        become_root()


def test_a_failing_part_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    def failing(words: list[str]) -> int:
        raise subprocess.CalledProcessError(3, words, "the part's own words")

    with pytest.raises(SystemExit) as ended:
        start.start(failing, ["part"], root=False)
    assert "ended with 3\nthe part's own words" in str(ended.value)
    assert capsys.readouterr().out == ""
