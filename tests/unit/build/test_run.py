"""What `build/run` says and asks for, without a machine."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from build.lib import image, room, roots
from build.lib.settings import TREE, BuildError
from build.lib.verbs import run
from build.lib.vm import machine as vm
from build.lib.vm.console import Console
from build.lib.vm.waiting import TooLate, connected, wait_until


def _overlay_made(argv: list[str]) -> None:
    if argv[1] == "convert":
        disk = Path(argv[-2]).read_text()
        if disk == "torn":
            raise subprocess.CalledProcessError(1, "qemu-img")
        Path(argv[-1]).write_text(f"whole {disk}")
    else:
        Path(argv[-2]).write_text("empty")


def test_a_new_image_begins_with_a_new_disk_and_says_so(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(roots, "run", _overlay_made)
    first, new = run.disk(Path("image/one"), fresh=False)
    assert new
    first.write_text("stored")
    assert run.disk(Path("image/one"), fresh=False) == (first, False)
    assert capsys.readouterr().err == ""
    second, new = run.disk(Path("image/two"), fresh=False)
    assert (second.read_text(), new) == ("empty", True)
    aside = own_cache / "run-before/disk.qcow2"
    assert f"begins anew; what it had stored is in {aside}" in capsys.readouterr().err
    assert aside.read_text() == "whole stored"
    assert not first.exists()
    assert run.disk(Path("image/two"), fresh=True) == (second, True)
    assert capsys.readouterr().err == ""
    assert aside.read_text() == "whole stored", "forgetting what runs now leaves the copy"
    second.write_text("torn")
    run.disk(Path("image/three"), fresh=False)
    assert "its image is not kept any more" in capsys.readouterr().err
    assert aside.read_text() == "torn", "one earlier copy, the newest"


def test_nobody_else_reads_what_the_box_has_stored(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has keys and passwords; nor what a version before has left open."""
    monkeypatch.setattr(roots, "run", _overlay_made)
    own_cache.mkdir()
    run.disk(Path("image/one"), fresh=False)
    run.disk(Path("image/two"), fresh=False)
    places = [own_cache / "run", own_cache / "run-before"]
    assert [oct(place.stat().st_mode & 0o777) for place in places] == ["0o700", "0o700"]
    for place in places:
        place.chmod(0o755)
    run.disk(Path("image/two"), fresh=False)
    assert [oct(place.stat().st_mode & 0o777) for place in places] == ["0o700", "0o700"]


def test_a_second_start_leaves_the_first_its_disk(own_cache: Path) -> None:
    stored = own_cache / "run/one/disk.qcow2"
    stored.parent.mkdir(parents=True)
    stored.write_text("stored")
    with run.alone(), pytest.raises(BuildError, match="leave that one first"):
        run.main(["--fresh"])
    assert stored.read_text() == "stored"
    with run.alone():
        pass  # left, so the next may


def test_a_person_is_told_address_code_and_way_out() -> None:
    said = run.told("ABCDE-FGHIJ", 8443, 5070)
    assert "https://localhost:8443/" in said
    assert "ABCDE-FGHIJ" in said
    assert "UDP port 5070" in said
    assert "Ctrl-C" in said
    assert "kept until the image is another" in said


def test_a_box_that_is_set_up_has_no_code_to_tell() -> None:
    assert "set up" in run.told(None, 8443, 5060)


@pytest.mark.parametrize(
    ("card", "up", "desks"),
    [
        ("virtual", "have dial tone", "201 to 216 in the sockets"),
        ("tdm400p", "have dial tone", "201 and 202 in the sockets"),
        ("te121", "The box is up", "none in a socket"),
        ("te122", "The box is up", "none in a socket"),
    ],
)
def test_a_person_is_told_of_the_telephones_that_the_card_has(
    card: str, up: str, desks: str
) -> None:
    said = run.told("ABCDE-FGHIJ", 8443, 5060, card)
    assert up in said
    assert f"  {desks}; SIP telephones: UDP port 5060" in said
    assert ("dial tone" in said) == (desks != "none in a socket")


@contextlib.contextmanager
def _taken(protocol: vm.Protocol, address: str = "127.0.0.1") -> Iterator[int]:
    """A port that somebody has."""
    kind = socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind((address, 0))
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as another QEMU does
        if protocol == "tcp":
            taken.listen()
        yield taken.getsockname()[1]


@pytest.mark.parametrize(("protocol", "switch"), [("tcp", "--https"), ("udp", "--sip")])
@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 as a softphone has it
def test_a_port_somebody_has_is_not_taken(
    protocol: vm.Protocol, switch: str, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with _taken(protocol, address) as port:
        other = run.free(port, protocol, switch)
    said = capsys.readouterr().err
    assert other not in {0, port}
    for word in (f"{protocol.upper()} port {port} ", f": port {other} ", f"{switch} PORT"):
        assert word in said
    assert run.free(port, protocol, switch) == port
    assert capsys.readouterr().err == ""


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """This is the workshop already."""
    monkeypatch.setattr(run, "workshop_command", list)


@pytest.mark.usefixtures("here")
def test_qemu_that_ends_is_not_waited_for_and_says_why(tmp_path: Path) -> None:
    """The real one, which finds its port taken and never gets as far as a processor."""
    with _taken("udp") as port:
        machine = vm.Machine(memory_mib=16, forwards=(vm.Forward(port, 5060, "udp"),))
        with (
            pytest.raises(BuildError) as raised,
            run.machine_on(machine, tmp_path),
            contextlib.closing(Console(tmp_path / "console")) as console,
        ):
            console.wait_for("never printed")
    assert f"udp:127.0.0.1:{port}-:5060" in str(raised.value)
    assert "--sip" in str(raised.value)


# As `build/run` has it, but in the workshop already; the machine has nothing to start from.
_RUNNING = """
import signal, sys, time
from pathlib import Path
from build.lib import chroot
from build.lib.verbs import run, start
from build.lib.vm import machine as vm

run.workshop_command = lambda argv: [*chroot.TOGETHER, *argv]
folder, disk = map(Path, sys.argv[1:])
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it

def main(words):
    machine = vm.Machine(disks=(vm.Disk(disk),), memory_mib=16, processors=1)
    with run.alone(), run.machine_on(machine, folder):
        time.sleep(600)

start.start(main, [], root=False)
"""


@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_whatever_ends_a_run_the_next_finds_disk_and_lock_free(
    ended_by: signal.Signals, own_cache: Path, tmp_path: Path
) -> None:
    """The real QEMU, which locks its disk: one that stayed would keep the next from it."""
    del own_cache
    disk, argv = tmp_path / "disk.qcow2", [sys.executable, "-c", _RUNNING]
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", disk, "1M"], check=True)
    with contextlib.ExitStack() as ending:
        for name in ("first", "second"):
            folder = tmp_path / name
            folder.mkdir()
            running = subprocess.Popen([*argv, folder, disk], cwd=TREE, stderr=subprocess.DEVNULL)
            ending.callback(running.wait)
            ending.callback(running.kill)
            wait_until((folder / "qmp").exists, "QEMU is up", seconds=60, every=0.05)
            connected(folder / "qmp").close()
            assert running.poll() is None, (folder / "qemu.log").read_text()
            running.send_signal(ended_by)
            running.wait(60)
            wait_until(lambda: _is_free(disk), "the first lets go", seconds=30, every=0.05)


def _is_free(disk: Path) -> bool:
    """Nobody else has it open for writing."""
    command = ["qemu-io", "-f", "qcow2", "-c", "write 0 512", str(disk)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def test_what_was_logged_outlives_a_failure_and_is_named(own_cache: Path, tmp_path: Path) -> None:
    kept = own_cache / "logs/run"
    kept.mkdir(parents=True)
    (kept / "card.log").write_text("of the time before")
    folder = tmp_path / "lm-run"
    folder.mkdir()
    (folder / "console.log").write_text("Set-up code: ABCDE")
    with pytest.raises(TooLate) as raised, run.evidence(folder):
        raise TooLate("dial tone: not within 900 s")
    assert raised.value.__notes__ == [f"what the box and QEMU said is kept in {kept}: console.log"]
    assert {path.name: path.read_text() for path in kept.iterdir()} == {
        "console.log": "Set-up code: ABCDE"
    }
    assert kept.stat().st_mode & 0o777 == 0o700


def test_a_run_that_waits_in_vain_leaves_its_logs(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vain(machine: vm.Machine, folder: Path, *_: object, **__: object) -> int:
        del machine
        (folder / "qemu.log").write_text("its last words")
        raise TooLate("dial tone")

    monkeypatch.setattr(room, "check", lambda: None)
    monkeypatch.setattr(roots, "workshop", lambda: None)
    monkeypatch.setattr(image, "image", lambda: Path("image/one"))
    monkeypatch.setattr(roots, "run", _overlay_made)
    monkeypatch.setattr(run, "_stay", vain)
    with pytest.raises(TooLate):
        run.main([])
    assert (own_cache / "logs/run/qemu.log").read_text() == "its last words"


@pytest.mark.usefixtures("own_cache")
def test_room_is_asked_for_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def small() -> None:
        raise BuildError("too small")

    monkeypatch.setattr(room, "check", small)
    monkeypatch.setattr(roots, "workshop", lambda: pytest.fail("made already"))
    for name in ("run", "image", "bundle", "box", "contents", "test"):
        verb = importlib.import_module(f"build.lib.verbs.{name}")
        with pytest.raises(BuildError, match="too small"):
            verb.main(["--out", str(tmp_path)] if name == "box" else [])


def test_a_failure_is_told_though_no_log_can_be_kept(own_cache: Path, tmp_path: Path) -> None:
    own_cache.mkdir()
    (own_cache / "logs").write_text("no folder")
    with pytest.raises(BuildError, match="first trouble") as raised, run.evidence(tmp_path):
        raise BuildError("first trouble")
    assert "could not be kept" in raised.value.__notes__[0]


def test_a_box_that_is_up_twice_is_told_to_leave_the_first(tmp_path: Path) -> None:
    (tmp_path / "qemu.log").write_text('qemu: Failed to get "write" lock\n')
    assert "another build/run" in run.last_words(tmp_path)
    (tmp_path / "qemu.log").write_text("")
    assert "(nothing)" in run.last_words(tmp_path)


def test_an_unknown_card_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run.arguments(["--cards", "x"])
    assert "tdm400p" in capsys.readouterr().err


def test_leaving_by_the_way_that_was_told_is_no_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it
    try:
        with subprocess.Popen(["sleep", "600"], start_new_session=True) as qemu:
            threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
            assert run.watched(qemu, tmp_path) == 0
            qemu.kill()
    finally:
        signal.signal(signal.SIGINT, before)
    assert "switched off" in capsys.readouterr().out


def test_a_box_that_breaks_later_is_a_failure_with_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "qemu.log").write_text("qemu: out of everything\n")
    with (
        subprocess.Popen(["false"]) as qemu,
        pytest.raises(BuildError, match="out of everything"),
    ):
        run.watched(qemu, tmp_path)
