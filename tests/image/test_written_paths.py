"""After the work of the other tests, only what the table of writable paths allows was written."""

from __future__ import annotations

from pathlib import Path

from tests.image.harness import Guest
from tests.writable_paths import PLACES, table

_OF_THE_FILE_SYSTEM = "lost+found"


def test_only_state_and_data_are_mounted_for_writing(box: Guest) -> None:
    argv = ["findmnt", "--noheadings", "--raw", "--real", "--options=rw", "--output=SOURCE,TARGET"]
    found = [line.split() for line in box.run(argv).out.splitlines()]
    of_disks = {target: source for source, target in found if source.startswith("/dev/")}
    # A folder of either that is shown in a second place too: "/dev/vda8[/folder]".
    again = {target for target, source in of_disks.items() if source.endswith("]")}
    assert of_disks.keys() - again == set(PLACES.values())
    assert {of_disks[place].partition("[")[0] for place in again} <= {
        of_disks[place] for place in PLACES.values()
    }
    assert again == {"/var/lib/systemd", "/var/log/journal"}


def test_everything_written_has_its_row_and_owner(box: Guest) -> None:
    owners = {path: row.owner for row in table() for path in row.paths}
    holders = {str(parent) for path in owners for parent in Path(path).parents}
    argv = ["find", *PLACES.values(), "-xdev", "-printf", "%p\\t%u\\n"]
    stray = []
    for line in box.run(argv).out.splitlines():
        path, owner = line.split("\t")
        if path in holders - owners.keys() or path.endswith(_OF_THE_FILE_SYSTEM):
            continue
        row = next((str(p) for p in (Path(path), *Path(path).parents) if str(p) in owners), None)
        if row is None or owner != owners[row]:
            stray.append((path, owner, row))
    assert not stray
