"""The same image on a stick installs itself on the box's disk, and says first what it erases.

That the installed box starts and works is seen by all tests on `bios_box`, which is one.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.image.conftest import Boot
from tests.image.installed import answer, empty_disk, offered, with_stick


def test_without_the_right_answer_nothing_is_changed(
    image: Path, tmp_path: Path, boot: Boot
) -> None:
    target = empty_disk(tmp_path / "disk.qcow2")
    guest = boot(with_stick(image, tmp_path / "stick", target))
    offered(guest)
    answer(guest, "Type vda to go on:", "yes")
    guest.console.wait_for("Nothing was changed.")
    info = ["qemu-img", "map", "--output=json", "-U", str(target)]
    shown = subprocess.run(info, check=True, capture_output=True, text=True).stdout
    assert '"data": true' not in shown
