"""Help, and what Tab offers."""

from __future__ import annotations

import json
import shlex
import subprocess

import pytest

from appliance.ctl import __main__ as ctl
from appliance.ctl import completion
from appliance.ctl.command_line import command_line
from tests.unit.tree import TREE

SCRIPT = TREE / "rootfs-overlay/usr/share/bash-completion/completions/lineman"
WORDS = frozenset(
    {"status", "cards", "calls", "people", "lines", "routes", "rights", "trace", "plan", "apply"}
    | {"confirm", "revert", "diff", "revisions", "export", "import", "log", "support-bundle"}
    | {"update", "restart", "setup-code"}
)


def test_the_box_completes_what_the_command_line_has() -> None:
    """Make it anew by `python3 -m appliance.ctl.completion FILE`."""
    assert SCRIPT.read_text(encoding="utf-8") == completion.script()


def _offered(*typed: str) -> set[str]:
    """What Tab offers behind the last word, which may be begun."""
    words = " ".join(map(shlex.quote, ("lineman", *typed)))
    program = (
        f". {SCRIPT}; COMP_WORDS=({words}); COMP_CWORD={len(typed)}; _lineman;"
        ' printf "%s\\n" "${COMPREPLY[@]}"'
    )
    found = subprocess.run(["bash", "-euc", program], capture_output=True, text=True, check=True)
    return set(found.stdout.split())


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (("pe",), {"people"}),
        (("people", ""), {"add", "set", "remove"}),
        (("people", "set", "205", "--pr"), {"--preview"}),
        (("people", "set", "205", "--allow", "mob"), {"mobile"}),
        (("people", "add", "Анна", "--kind", "g"), {"guest"}),
        (("--language", "r"), {"ru"}),
        (("parts", "list", "Hunt"), {"HuntGroup"}),
        (("--language", "ru", "parts", "rem"), {"remove"}),
        (("nonsense", "x"), set()),
    ],
)
def test_what_tab_offers(typed: tuple[str, ...], offered: set[str]) -> None:
    assert _offered(*typed) == offered


def test_every_word_of_the_product_is_there() -> None:
    assert command_line().every().keys() >= WORDS


@pytest.mark.parametrize("language", ["ru", "en"])
def test_help_tells_every_word(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ctl.main(["--language", language, "help"]) == 0
    told = capsys.readouterr().out
    every = command_line().every()
    for name in every:
        assert f"  {name} " in told
    for name, word in every.items():
        for path in ((name,), *((name, sub) for sub in word.subs)):
            assert ctl.main(["--language", language, "help", *path]) == 0
            about = capsys.readouterr().out
            assert f"lineman {name}" in about
            assert "--json" in about


def test_nothing_is_asked_with_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        ctl.main(["people", "add", "--help"])
    assert ended.value.code == 0
    assert "--department" in capsys.readouterr().out


def test_without_a_word_it_helps(capsys: pytest.CaptureFixture[str]) -> None:
    assert ctl.main([]) == 0
    assert "people" in capsys.readouterr().out
    assert ctl.main(["help", "dance"]) == ctl.WRONG_USE


def test_a_program_is_helped_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert ctl.main(["help", "people", "add", "--json"]) == 0
    assert "--department" in json.loads(capsys.readouterr().out)["help"]["text"]


def test_a_program_is_told_what_went_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert ctl.main(["help", "dance", "--json", "--language", "ru"]) == ctl.WRONG_USE
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["kind"], error["code"], error["field"]) == ("invalid", ctl.WRONG_USE, "")
    assert error["text"].startswith("команды 'dance' нет")
    nobody = ["--socket", "/nowhere/supervisor.sock", "status", "--json"]
    assert ctl.main(nobody) == ctl.NOBODY
    printed = capsys.readouterr()
    assert json.loads(printed.out)["error"]["kind"] == "unreachable"
    assert printed.err == ""
