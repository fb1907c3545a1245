"""Our own code in the box's root, without a root."""

from __future__ import annotations

import stat
from pathlib import Path

from build.lib import application


def test_code_is_anybodys_to_import_whatever_the_umask_was(tmp_path: Path) -> None:
    made = tmp_path / "app"
    (made / "package").mkdir(parents=True)
    module = made / "package" / "run_me.py"
    module.write_text("")
    (made / "package" / "dangling").symlink_to("nowhere")
    module.chmod(0o700)
    for folder in (made, made / "package"):
        folder.chmod(0o700)
    application.set_modes(made)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (made, made / "package", module)]
    assert modes == [0o755, 0o755, 0o644]
