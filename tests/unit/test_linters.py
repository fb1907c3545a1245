"""The linters are tests: one command judges everything."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.unit import tree

TYPED = ["appliance", "drivers", "webui", "build/lib", "tests"]


@pytest.mark.parametrize(
    "argv",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy", "--strict", *TYPED],
        ["lint-imports"],
    ],
    ids=["ruff-check", "ruff-format", "mypy", "imports"],
)
@pytest.mark.timeout(600)
def test_a_linter_is_content(argv: list[str]) -> None:
    done = subprocess.run(argv, cwd=tree.TREE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_shell_scripts_pass_shellcheck() -> None:
    scripts = [str(path) for path in tree.shell_scripts()]
    assert scripts
    # Set -e does not see nproc fail, and file names of our own packages hold no blanks.
    exclude = "--exclude=SC2155,SC2044"
    argv = ["shellcheck", "--severity=warning", exclude, "-x", "--source-path=SCRIPTDIR"]
    done = subprocess.run(
        [*argv, *scripts], cwd=tree.TREE, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_shell_scripts_can_be_started() -> None:
    started_as_programs = [p for p in tree.shell_scripts() if p.suffix != ".sh"]
    assert not [p for p in started_as_programs if not p.stat().st_mode & 0o100]


SOURCE = (".py", ".sh", ".c", ".h", ".css", ".ts", ".html", ".conf", ".service", ".toml")
LONGEST = 400  # a file past this usually hides two
WRITTEN_BY_THE_COMPILER = ("tests/golden/office/", "rootfs-overlay/usr/share/lineman/builtin/")


def test_no_file_has_grown_too_long() -> None:
    paths = {str(path.relative_to(tree.TREE)): path for path in tree.files()}
    long = {
        name: lines
        for name, path in paths.items()
        if path.suffix in SOURCE
        and not name.startswith(WRITTEN_BY_THE_COMPILER)
        and (lines := (tree.text(path) or "").count("\n")) > LONGEST
    }
    assert not long


NAMED = re.compile(r"`([A-Za-z0-9_.@-][A-Za-z0-9_./@-]*)[^`\n]*`")
OURS = (".py", ".md", ".sh", ".h")


def named_paths(readme: Path) -> list[str]:
    """What `readme` puts in back quotes and means as a path of this tree."""
    prose = re.sub(r"```.*?```", "", readme.read_text(), flags=re.DOTALL)
    near = {entry.name for folder in (readme.parent, tree.TREE) for entry in folder.iterdir()}
    words = {word.rstrip("/") for word in NAMED.findall(prose)}
    return sorted(
        word for word in words
        if ("/" in word and word.split("/")[0] in near) or word.endswith(OURS)
    )  # fmt: skip


def _found(folder: Path, word: str) -> bool:
    """A path from the readme's folder or the tree's top, or the end of one below or beside it."""
    if "NAME" in word or (folder / word).exists() or (tree.TREE / word).exists():
        return True
    near = [path for path in tree.files() if path.is_relative_to(folder.parent)]
    return any(str(path).endswith(f"/{word}") for path in near)


# Folders whose order is not seen from the names of their files: what is where, how to add one.
TOLD = {
    "": ". appliance build drivers rootfs-overlay tests webui",
    "appliance/": "apply asterisk bans compiler core ctl daemon decisions flows hardware health"
    " host line_lab mail simulate snmp speech spoken store webhooks whatif wire",
    "build/": "asterisk disk lib",
    "drivers/": "catalogue dahdi modules virtual virtual/cards",
    "tests/": "bench campaign image image/harness",
    "webui/": "api pages parts",
}


def test_folders_say_what_is_where() -> None:
    told = {tree.TREE / f"{top}{name}" for top, names in TOLD.items() for name in names.split()}
    readmes = {path.parent for path in tree.files() if path.name == "README.md"}
    # Also one that is nobody's duty: a new one is held to stay.
    assert readmes == told


def test_every_path_named_in_a_readme_exists() -> None:
    readmes = [path for path in tree.files() if path.name == "README.md"]
    assert readmes
    missing = [
        f"{readme.relative_to(tree.TREE)}: {word}"
        for readme in readmes
        for word in named_paths(readme)
        if not _found(readme.parent, word)
    ]
    assert not missing


# Where packages come from is a setting of the machine that builds, and never part of the tree.
FOREIGN = re.compile(
    r"(deb|security|ftp|snapshot|archive)[.]debian[.]org|py[p]i[.]org|python[h]osted[.]org"
    r"|npm[j]s[.](org|com)|(?<![\w.$}>-])/(wor[k]|far[m]|roo[t]/(scratch|plan))/"
)


def test_no_host_of_packages_and_no_path_of_a_machine_is_named() -> None:
    found = [
        f"{path.relative_to(tree.TREE)}:{number}: {line.strip()[:120]}"
        for path in tree.files()
        for number, line in enumerate((tree.text(path) or "").splitlines(), 1)
        if FOREIGN.search(line)
    ]
    assert not found
