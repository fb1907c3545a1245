"""The overlay's files get their modes from what they are, not from a checkout."""

from __future__ import annotations

import os
from pathlib import Path

from build.lib.overlay import lay


def test_modes_links_and_notes(tmp_path: Path) -> None:
    overlay, root = tmp_path / "overlay", tmp_path / "root"
    (overlay / "usr/lib/lineman/libexec").mkdir(parents=True)
    (overlay / "etc").mkdir()
    (overlay / "README.md").write_text("not for the box")
    (overlay / "usr/lib/lineman/libexec/slot").write_text("#!/bin/sh\n")
    (overlay / "usr/lib/lineman/libexec/active.sh").write_text("# read by others\n")
    (overlay / "etc/nftables.conf").write_text("#!/usr/sbin/nft -f\n")
    (overlay / "etc/hostname").write_text("lineman\n")
    (overlay / "etc/hostname").chmod(0o777)
    (overlay / "etc/asterisk").symlink_to("../run/lineman/active/asterisk")
    (root / "etc/asterisk").mkdir(parents=True)
    (root / "etc/asterisk/sip.conf").touch()
    before = os.umask(0o077)
    try:
        lay(overlay, root)
    finally:
        os.umask(before)

    def mode(path: str) -> int:
        return (root / path).stat().st_mode & 0o777

    assert mode("usr/lib/lineman/libexec/slot") == 0o755
    assert mode("usr/lib/lineman/libexec/active.sh") == 0o644
    assert mode("etc/nftables.conf") == 0o755
    assert mode("etc/hostname") == 0o644
    assert mode("usr/lib/lineman") == 0o755
    assert (root / "etc/asterisk").is_symlink()
    assert not (root / "README.md").exists()
