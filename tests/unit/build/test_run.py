"""What `build/run` says and asks for, without a machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
from pathlib import Path

import pytest

from build.lib import roots
from build.lib.verbs import run


def _overlay_made(argv: list[str]) -> None:
    Path(argv[-2]).write_text("empty")


def test_a_new_image_begins_with_a_new_disk_and_says_so(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    del own_cache
    monkeypatch.setattr(roots, "run", _overlay_made)
    first, new = run.disk(Path("image/one"), fresh=False)
    assert new
    first.write_text("stored")
    assert run.disk(Path("image/one"), fresh=False) == (first, False)
    assert capsys.readouterr().err == ""
    second, new = run.disk(Path("image/two"), fresh=False)
    assert (second.read_text(), new) == ("empty", True)
    assert "begins anew, what it had stored goes" in capsys.readouterr().err
    assert not first.exists()
    assert run.disk(Path("image/two"), fresh=True) == (second, True)
    assert capsys.readouterr().err == ""


def test_a_person_is_told_address_code_and_way_out() -> None:
    said = run.told("ABCDE-FGHIJ", 8443, 5070)
    assert "https://localhost:8443/" in said
    assert "ABCDE-FGHIJ" in said
    assert "UDP port 5070" in said
    assert "Ctrl-C" in said
    assert "kept until the image is another" in said


def test_a_box_that_is_set_up_has_no_code_to_tell() -> None:
    assert "set up" in run.told(None, 8443, 5060)


def test_a_port_somebody_has_is_not_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run.free(port) not in {0, port}


def test_an_unknown_card_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run.arguments(["--cards", "x"])
    assert "tdm400p" in capsys.readouterr().err


def test_leaving_by_the_way_that_was_told_is_no_failure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with subprocess.Popen(["sleep", "600"], start_new_session=True) as qemu:
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
        assert run.watched(qemu) == 0
        qemu.kill()
    assert "switched off" in capsys.readouterr().out
