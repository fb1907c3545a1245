"""`build/run`: the box on this machine, with virtual line cards and telephones."""

from __future__ import annotations

import argparse
import fcntl
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from build.lib import cache, chroot, image, room, roots
from build.lib.progress import say, step
from build.lib.settings import BuildError, settings
from build.lib.verbs import cards
from build.lib.verbs.start import workshop_command
from build.lib.vm import machine as vm
from build.lib.vm.console import Console
from build.lib.vm.page import wait_for_page
from build.lib.vm.probe import dial_tone_probe, port, virtual_cards
from build.lib.vm.waiting import unless

_DISK_BYTES = 8 << 30
_PRIVATE = 0o700  # the disk has the box's TLS key and SIP passwords, its console the set-up code
SHORT = Path("/tmp")  # noqa: S108 for sockets, in a folder that is ours alone
_FIRST = 201  # number of the first telephone, as the box numbers them by itself
_RUNS = "The box runs already, in another build/run: leave that one first."
# What QEMU may say as it ends, and what a person does then.
_CURES = {
    "host forwarding": "Something took that port just now: start again, or name others by"
    " --https and --sip.",
    '"write" lock': _RUNS,
    "cannot allocate memory": "Give the box less with --memory, or end something else.",
}


def arguments(words: list[str]) -> argparse.Namespace:
    """What a person may choose."""
    parser = argparse.ArgumentParser(prog="build/run", description=__doc__)
    parser.add_argument(
        "--cards",
        choices=["virtual", *cards.MODELS],
        default="virtual",
        help="looped spans inside the guest, or a card emulated outside it",
    )
    parser.add_argument("--https", type=int, default=8443, help="port for the web page")
    parser.add_argument("--sip", type=int, default=5060, help="port for SIP telephones (UDP)")
    parser.add_argument("--memory", type=int, default=1024, help="MiB for the box")
    parser.add_argument("--fresh", action="store_true", help="forget what the box has stored")
    parser.add_argument("--check", action="store_true", help="end as soon as there is dial tone")
    return parser.parse_args(words)  # fmt: skip


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else runs the box: BuildError before its disk is touched."""
    settings().cache.mkdir(parents=True, exist_ok=True)
    with (settings().cache / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildError(_RUNS) from None
        yield


def disk(folder: Path, *, fresh: bool) -> tuple[Path, bool]:
    """The box's own disk, kept between starts as long as the image is the same; is it new?

    It holds what differs from its image. The one of the image before is kept aside, whole.
    """
    kept = settings().cache / "run"
    if fresh:
        cache.remove(kept)
    for secret in (kept, _aside(kept)):
        if secret.exists():  # made by a version that let everybody look
            secret.chmod(_PRIVATE)
    target = kept / folder.name / "disk.qcow2"
    new = not target.exists()
    if new:
        if kept.exists():
            aside = _put_aside(kept)
            say(f"the image is another one: the box begins anew; what it had stored is in {aside}")
        cache.remove(kept)
        kept.mkdir(parents=True, mode=_PRIVATE)
        target.parent.mkdir()
        part = target.with_suffix(".part")
        argv = ["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw"]
        roots.run([*argv, "-b", str(folder / "lineman.img"), str(part), str(_DISK_BYTES)])
        part.rename(target)
    return target, new


def _aside(kept: Path) -> Path:
    return kept.with_name("run-before")


def _put_aside(kept: Path) -> Path:
    """The newest disk in `kept`, in place of the one put aside before; it needs no image then.

    Where its image is gone already it is kept as it is, for whoever builds that one again.
    """
    aside = _aside(kept) / "disk.qcow2"
    cache.remove(aside.parent)
    aside.parent.mkdir(mode=_PRIVATE)
    disks = sorted(kept.glob("*/disk.qcow2"), key=lambda disk: disk.stat().st_mtime)
    for disk in disks[-1:]:
        part = aside.with_suffix(".part")
        try:
            roots.run(["qemu-img", "convert", "-q", "-O", "qcow2", str(disk), str(part)])
        except subprocess.CalledProcessError:
            say("its image is not kept any more, so what was stored is kept as it is, without it")
            part = disk
        part.rename(aside)
    return aside


@contextmanager
def machine_on(machine: vm.Machine, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """QEMU from here to the end of the block; BuildError at once if it ends while one waits."""
    argv = workshop_command(vm.command(machine, folder))
    with (folder / "qemu.log").open("w") as log:
        qemu = subprocess.Popen(
            argv, env=chroot.at_work({}), stdin=subprocess.DEVNULL,
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip

    def ended() -> None:
        if qemu.poll() is not None:
            raise BuildError(last_words(folder))

    try:
        with unless(ended):
            yield qemu
    finally:
        qemu.kill()
        qemu.wait()


@contextmanager
def evidence(folder: Path) -> Iterator[None]:
    """Where the block fails, what was logged in `folder` outlives it, and the error says where."""
    try:
        yield
    except Exception as error:
        logs = sorted(folder.glob("*.log"))
        kept = settings().cache / "logs" / "run"
        try:
            cache.remove(kept)
            kept.mkdir(parents=True, mode=_PRIVATE)
            for log in logs:
                shutil.copyfile(log, kept / log.name)
        except OSError as trouble:
            error.add_note(f"what the box and QEMU said could not be kept: {trouble}")
        else:
            if logs:
                names = ", ".join(log.name for log in logs)
                error.add_note(f"what the box and QEMU said is kept in {kept}: {names}")
        raise


def last_words(folder: Path) -> str:
    """Why QEMU, whose log is in `folder`, has ended, and the cure where it is known."""
    said = "\n".join((folder / "qemu.log").read_text(errors="replace").splitlines()[-15:])
    cures = [cure for words, cure in _CURES.items() if words in said.lower()]
    return "\n".join(["QEMU has ended; it said last:", said or "(nothing)", *cures])


def free(wanted: int, protocol: vm.Protocol = "tcp", switch: str = "") -> int:
    """`wanted` if nobody has it, else a port that is free; said if a person has a `switch`."""
    try:
        return vm.free_port(protocol, wanted)
    except OSError:
        other = vm.free_port(protocol)
    if switch:
        say(
            f"{protocol.upper()} port {wanted} of this machine is taken: port {other} instead;"
            f" end what has it, or choose one with {switch} PORT"
        )
    return other


def told(code: str | None, https: int, sip: int, card: str = "virtual") -> str:
    """What a person needs now: the address, the code, the telephones of `card`, the way out."""
    first = f"  set-up code    {code}" if code else "  it has been set up: log in as before"
    count = cards.telephones(card)
    between = "and" if count == 2 else "to"
    desks = (
        f"{_FIRST} {between} {_FIRST + count - 1} in the sockets" if count else "none in a socket"
    )
    return (
        f"\n{'The telephones have dial tone.' if count else 'The box is up.'}\n"
        f"  web page       https://localhost:{https}/   (its certificate is the box's own)\n"
        f"{first}\n"
        f"  telephones     {desks}; SIP telephones: UDP port {sip}\n"
        "  to leave       Ctrl-C (what the box has stored is kept until the image is another"
        " one,\n                 then once more aside; --fresh forgets it)\n"
    )


def main(words: list[str]) -> int:
    """Build, boot, wait for dial tone, say how to use it, stay until Ctrl-C."""
    chosen = arguments(words)
    with alone():
        room.check()
        roots.workshop()
        return _run(image.image(), chosen)


def _run(product: Path, chosen: argparse.Namespace) -> int:
    own, new = disk(product, fresh=chosen.fresh)
    https, sip = free(chosen.https, "tcp", "--https"), free(chosen.sip, "udp", "--sip")
    virtual = chosen.cards == "virtual"
    with (
        cache.scratch("lm-box", SHORT) as folder, evidence(folder),
        cards.plugged(chosen.cards, folder) as extra,
    ):  # fmt: skip
        machine = vm.Machine(
            disks=(vm.Disk(own),), memory_mib=chosen.memory, outside=True,
            board="q35" if virtual else "pc", shared_memory=not virtual,
            credentials=(virtual_cards() | dial_tone_probe()) if virtual else {},
            forwards=(vm.Forward(https, 443), vm.Forward(sip, 5060, "udp")),
            extra=(*port(folder), *extra),
        )  # fmt: skip
        return _stay(machine, folder, chosen, new=new)


def _stay(machine: vm.Machine, folder: Path, chosen: argparse.Namespace, *, new: bool) -> int:
    with machine_on(machine, folder) as qemu:
        console = Console(folder / "console")
        until = " until its telephones have dial tone" if cards.telephones(chosen.cards) else ""
        with step(f"booting the box{until}", log=folder / "console.log"):
            after = cards.first_dial_tone(chosen.cards, folder)
        if after is not None:
            say(f"dial tone {1000 * after:.0f} ms after lifting, by the box's clock")
        https, sip = (forward.host for forward in machine.forwards)
        with step("waiting for the web page"):
            console.wait_for(r"Web address: https://", seconds=300)
            if new:  # one that was started before may have been set up
                console.wait_for(r"Set-up code: \S+", seconds=60)
            wait_for_page(f"https://localhost:{https}/")
        code = console.find(r"Set-up code: (\S+)")
        print(told(code, https, sip, chosen.cards), flush=True)
        return 0 if chosen.check else watched(qemu, folder)


def watched(qemu: subprocess.Popen[bytes], folder: Path) -> int:
    """Stay until the box is gone; Ctrl-C, the way out that was told, is no failure."""
    try:
        failed = qemu.wait() != 0
    except KeyboardInterrupt:
        failed = False
    if failed:
        raise BuildError(last_words(folder))
    print("\nThe box is switched off.")
    return 0
