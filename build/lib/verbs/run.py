"""`build/run`: the box on this machine, with virtual line cards and telephones."""

from __future__ import annotations

import argparse
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from build.lib import cache, chroot, image, roots
from build.lib.progress import say, step
from build.lib.settings import settings
from build.lib.verbs import cards
from build.lib.verbs.start import workshop_command
from build.lib.vm import machine as vm
from build.lib.vm.console import Console
from build.lib.vm.page import wait_for_page
from build.lib.vm.probe import dial_tone_probe, port, virtual_cards

_DISK_BYTES = 8 << 30


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


def disk(folder: Path, *, fresh: bool) -> tuple[Path, bool]:
    """The box's own disk, kept between starts as long as the image is the same; is it new?

    It holds what differs from its image, so that it means nothing without.
    """
    kept = settings().cache / "run"
    if fresh:
        cache.remove(kept)
    target = kept / folder.name / "disk.qcow2"
    new = not target.exists()
    if new:
        if kept.exists():
            say("the image is another one: the box begins anew, what it had stored goes")
        cache.remove(kept)
        target.parent.mkdir(parents=True)
        part = target.with_suffix(".part")
        argv = ["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw"]
        roots.run([*argv, "-b", str(folder / "lineman.img"), str(part), str(_DISK_BYTES)])
        part.rename(target)
    return target, new


@contextmanager
def machine_on(machine: vm.Machine, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """QEMU from here to the end of the block."""
    argv = workshop_command(vm.command(machine, folder))
    with (folder / "qemu.log").open("w") as log:
        qemu = subprocess.Popen(
            argv, env=chroot.environment({}), stdin=subprocess.DEVNULL,
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        yield qemu
    finally:
        qemu.kill()
        qemu.wait()


def free(wanted: int) -> int:
    """`wanted` if nobody has it, else a port that is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return vm.free_port()
    return wanted


def told(code: str | None, https: int, sip: int) -> str:
    """What a person needs now: the address, the code, the way out."""
    first = f"  set-up code    {code}" if code else "  it has been set up: log in as before"
    return (
        "\nThe telephones have dial tone.\n"
        f"  web page       https://localhost:{https}/   (its certificate is the box's own)\n"
        f"{first}\n"
        f"  telephones     201 to 216 in the sockets; SIP telephones: UDP port {sip}\n"
        "  to leave       Ctrl-C (what the box has stored is kept until the image is another"
        " one;\n                 --fresh forgets it)\n"
    )


def main(words: list[str]) -> int:
    """Build, boot, wait for dial tone, say how to use it, stay until Ctrl-C."""
    chosen = arguments(words)
    roots.workshop()
    product = image.image()
    own, new = disk(product, fresh=chosen.fresh)
    folder = Path(tempfile.mkdtemp(prefix="lm-run-", dir="/tmp"))
    https = free(chosen.https)
    try:
        with cards.plugged(chosen.cards, folder) as extra:
            virtual = chosen.cards == "virtual"
            machine = vm.Machine(
                disks=(vm.Disk(own),), memory_mib=chosen.memory, outside=True,
                board="q35" if virtual else "pc", shared_memory=not virtual,
                credentials=(virtual_cards() | dial_tone_probe()) if virtual else {},
                forwards=(vm.Forward(https, 443), vm.Forward(free(chosen.sip), 5060, "udp")),
                extra=(*port(folder), *extra),
            )  # fmt: skip
            return _stay(machine, folder, chosen, new=new)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stay(machine: vm.Machine, folder: Path, chosen: argparse.Namespace, *, new: bool) -> int:
    with machine_on(machine, folder) as qemu:
        console = Console(folder / "console")
        with step("booting the box until its telephones have dial tone"):
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
        print(told(code, https, sip), flush=True)
        return 0 if chosen.check else watched(qemu)


def watched(qemu: subprocess.Popen[bytes]) -> int:
    """Stay until the box is gone; Ctrl-C, the way out that was told, is no failure."""
    try:
        qemu.wait()
    except KeyboardInterrupt:
        print("\nThe box is switched off.")
    return 0
