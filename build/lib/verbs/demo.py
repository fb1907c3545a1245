"""`build/demo`: supervisor and web page on simulated hardware, without an image."""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path

from build.lib import cache, chroot, roots, webassets
from build.lib.progress import step
from build.lib.settings import TREE, BuildError
from build.lib.verbs.run import SHORT, free
from build.lib.verbs.start import workshop_command

SOCKET = "box/run/supervisor.sock"  # within the folder of the office


def arguments(words: list[str]) -> argparse.Namespace:
    """What a person may choose."""
    parser = argparse.ArgumentParser(prog="build/demo", description=__doc__)
    parser.add_argument("--https", type=int, default=8443, help="port for the web page")
    parser.add_argument("--check", action="store_true", help="end as soon as the page answers")
    return parser.parse_args(words)


def told(https: int, code: str, socket: Path) -> str:
    """What a person needs now: the address, the code, the command, the way out."""
    return (
        "\nThe made-up office is open; its telephones ring by themselves.\n"
        f"  web page       https://localhost:{https}/   (its certificate is made for this demo)\n"
        f"  set-up code    {code}\n"
        f"  command        build/enter python3 -m appliance.ctl --socket {socket} help\n"
        "  to leave       Ctrl-C (nothing is kept)\n"
    )


def main(words: list[str]) -> int:
    """Start the office, say how to use it, stay until Ctrl-C."""
    chosen = arguments(words)
    roots.workshop()
    assets = webassets.assets()
    https = free(chosen.https, switch="--https")
    with cache.scratch("lm-office", SHORT) as folder:
        argv = ["python3", "-m", "build.lib.office", str(folder), str(assets), str(https)]
        office = subprocess.Popen(
            workshop_command([*argv, str(free(8080))]), env=chroot.at_work({}), cwd=TREE,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return _stay(office, https, folder / SOCKET, check=chosen.check)


def _stay(office: subprocess.Popen[str], https: int, socket: Path, *, check: bool) -> int:
    try:
        with step("opening the office"):
            word, _, rest = _line(office).partition(" ")
        if word != "ready":
            raise BuildError(f"the office did not open: {rest}")
        print(told(https, rest, socket), flush=True)
        if check:
            return 0
        said = office.stdout.read() if office.stdout else ""
        raise BuildError(f"the office closed by itself: {said}")
    except KeyboardInterrupt:
        print("\nThe office is closed.")
        return 0
    finally:
        office.kill()  # all it started ends with it
        office.wait()


def _line(office: subprocess.Popen[str]) -> str:
    return office.stdout.readline().strip() if office.stdout else ""
