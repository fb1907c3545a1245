"""The table of writable paths says what the tree makes, lets be written and resets."""

from __future__ import annotations

import re
from pathlib import Path

from tests.unit.tree import TREE
from tests.writable_paths import PAGE, PLACES, table

_OVERLAY = TREE / "rootfs-overlay"


def _made() -> dict[str, str]:
    """Each folder that is made on state and data, with its owner."""
    text = (_OVERLAY / "usr/lib/lineman/state.tmpfiles").read_text()
    return {words[1]: words[3] for words in map(str.split, text.splitlines()) if words[0] == "d"}


def test_every_folder_that_is_made_has_its_row_and_owner() -> None:
    made, rows = _made(), {path: row.owner for row in table() for path in row.paths}
    assert rows.items() <= made.items()
    holders = {str(parent) for path in made for parent in Path(path).parents}
    without = made.keys() - rows.keys()
    # Folders of root's that hold nothing but others need no row.
    assert not {path for path in without if path not in holders or made[path] != "root"}


def test_each_lies_on_its_partition() -> None:
    for row in table():
        assert all(path.startswith(f"{PLACES[row.partition]}/") for path in row.paths)
    for name, where in PLACES.items():
        unit = where[1:].replace("/", "-") + ".mount"
        text = (_OVERLAY / "usr/lib/systemd/system" / unit).read_text()
        assert f"What=/dev/lineman/{name}\n" in text


def test_no_service_may_write_beside_the_table() -> None:
    listed = {path for row in table() for path in row.paths}
    # It makes the folders themselves; the three others hold nothing but listed ones.
    holders = {str(parent) for path in listed for parent in Path(path).parents}
    for unit in (_OVERLAY / "usr/lib/systemd/system").rglob("*"):
        if unit.suffix not in {".service", ".conf"} or unit.name == "lineman-state.service":
            continue
        for value in re.findall(r"(?m)^ReadWritePaths=(.*)$", unit.read_text()):
            for path in (word.lstrip("-") for word in value.split()):
                if path.startswith(tuple(PLACES.values())):
                    assert path in listed | (holders - set(PLACES.values())), (unit.name, path)


def test_a_factory_reset_removes_what_the_table_says() -> None:
    script = (TREE / "build/disk/initrd/recovery").read_text()
    reset = script[script.index("factory_reset() {") : script.index("reinstall() {")]
    removed = {f"{path}/" for path in re.findall(r"/mnt/[\w/]+", reset)}
    for row in table():
        for path in row.paths:
            below = path.removeprefix("/var/lib/lineman/").removeprefix("/srv/")
            gone = any(f"/mnt/{below}/".startswith(each) for each in removed)
            assert gone == (row.reset == "removed"), path
    assert "forget_data" in reset  # what is asked for
    assert {row.reset for row in table()} == {"removed", "kept", "asked"}


def test_the_ceilings_of_the_table_are_the_trees() -> None:
    """Those that `ceilings` gives by percent, and what journald bounds by itself."""
    bounds = {path: row.bounded_by for row in table() for path in row.paths}
    script = (_OVERLAY / "usr/lib/lineman/libexec/ceilings").read_text()
    given: dict[str, str] = {}
    of_data, of_state = script.split("if partition")[1:]
    for place, part in ((PLACES["data"], of_data), (PLACES["state"], of_state)):
        for line in re.findall(r"(?m)^\tceiling (.*)$", part):
            percent = re.search(r"\* (\d+)\)\)", line)
            share = int(percent[1]) if percent else 1 if "rest / 100))" in line else 0
            for folder in re.sub(r'.*(\)\)|")', "", line).split():
                given[f"{place}/{folder}"] = f"{share} %" if share else "1 GiB, at most half"
    without = {"rauc", "system", "keys", "sip", "journal"}  # root's, networkd's and journald's
    for path, said in bounds.items():
        covered = [given[top] for top in given if path == top or path.startswith(f"{top}/")]
        if covered and not path.endswith(("generations", "astdb")):
            assert said.startswith(covered[0]), path
        elif covered:
            assert "the slots' ceiling" in said, path
        else:
            assert without & set(path.split("/")), path
    assert {path for path in given if path not in bounds} == {
        f"{PLACES['state']}/spool",
        f"{PLACES['state']}/slots",
    }


def test_what_journald_keeps_is_what_the_table_says() -> None:
    journal = (_OVERLAY / "usr/lib/systemd/journald.conf.d/10-lineman.conf").read_text()
    (row,) = (row for row in table() if row.paths == ("/srv/log/journal",))
    for setting, words in (
        ("SystemMaxUse=300M", "300 MiB"),
        ("MaxRetentionSec=90day", "90 days"),
        ("SystemKeepFree=200M", "200 MiB kept free"),
    ):
        assert setting in journal
        assert words in row.bounded_by


def test_every_row_has_a_class_of_backup() -> None:
    described = PAGE.read_text().partition("Classes of backup: ")[2].partition("\n\n")[0]
    assert {row.backup for row in table()} == set(re.findall(r"\*([a-z ]+)\*", described))
