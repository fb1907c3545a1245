"""A box that is updated: bundles at hand, and how an update ended."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

from appliance.wire.answers import Update
from appliance.wire.protocol import GetUpdate
from appliance.wire.views import UpdatePhase
from build.lib.vm.machine import SERVICES
from build.lib.vm.waiting import wait_until
from tests.image.harness import BOOTENV, Guest, GuestFault
from tests.image.harness.link import Restarted, Result
from tests.image.supervisor import Supervisor

_PLACE = "/run/bundles"
_SLOTS = "/var/lib/lineman/slots"
HTTP = 80  # a service of the machine that a `Updated` may be offered bundles by
_DECIDED = {UpdatePhase.KEPT, UpdatePhase.WENT_BACK}
_KEPT = (Path(__file__).with_name("inside") / "kept.py").read_text()
_CHOICE = ("order", "a_left", "a_good", "b_left", "b_good")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        """Pytest's output is for the tests."""


class Updated:
    """`guest` with the medium of bundles as its second disk."""

    def __init__(self, guest: Guest) -> None:
        self.guest, self.supervisor = guest, Supervisor(guest)

    @property
    def slot(self) -> str:
        """The letter of the slot that runs."""
        return self.guest.read("/proc/cmdline").decode().split("lineman.slot=")[1][0]

    def bundle(self, name: str) -> str:
        """Where the box finds the bundle `name`."""
        if self.guest.run(["mountpoint", "-q", _PLACE], check=False).code != 0:
            self.guest.run(["mkdir", "-p", _PLACE])
            self.guest.wait(["test", "-b", "/dev/vdb"])
            self.guest.run(["mount", "-o", "ro", "/dev/vdb", _PLACE])
        return f"{_PLACE}/{name}.raucb"

    def refused(self, place: str) -> Result:
        """What `lineman update` says to the file or address of a bundle that it must not take."""
        result = self.guest.run(["lineman", "update", place], check=False, seconds=300)
        assert result.code != 0, result.out
        return result

    def install(self, name: str, *, restarts: int = 1, seconds: float = 1200) -> None:
        """Install from the medium and wait until the box is back from the trial's restarts."""
        self.install_from(self.bundle(name), restarts=restarts, seconds=seconds)

    def install_from(self, place: str, *, restarts: int = 1, seconds: float = 1200) -> None:
        """As `install`, the file or address of a bundle."""
        with self.restarting(restarts=restarts, seconds=seconds):
            installing = self.guest.start(["lineman", "update", place], seconds=seconds)
            wait_until(lambda: not installing.running, "the update is installed", seconds=seconds)
            with contextlib.suppress(Restarted):  # or it ends just before the restart
                installing.wait().require()

    @contextlib.contextmanager
    def restarting(self, *, restarts: int = 1, seconds: float = 1200) -> Iterator[None]:
        """What is done inside makes the box restart; returns when it is back."""
        boots = len(self.guest.agent.boots)
        yield
        self.guest.wait_for_agent(boot=boots + restarts, seconds=seconds)

    def outcome(self, *, seconds: float = 900) -> Update:
        """Wait until the trial is decided and the supervisor tells how."""

        def look() -> Update | None:
            try:
                now = self.supervisor.ask(GetUpdate())
            except GuestFault:  # it has not started yet
                return None
            return now if now.phase in _DECIDED else None

        return wait_until(look, "the update is decided", seconds=seconds, every=2)

    @contextlib.contextmanager
    def offered(self, folder: Path) -> Iterator[str]:
        """The files of `folder` over HTTP, by the address at which the guest finds them."""
        (port,) = (s.host for s in self.guest.machine.services if s.guest == HTTP)
        handler = functools.partial(_Quiet, directory=str(folder))
        with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
            serving = threading.Thread(target=server.serve_forever)
            serving.start()
            try:
                yield f"http://{SERVICES}"
            finally:
                server.shutdown()
                serving.join()

    def untouched(self) -> tuple[str, ...]:
        """What a refused update must leave as it is: boot choice, the partition that starts the
        box, spare slot, the state of both slots, and nothing left of the bundle.
        """
        spare = "ba"["AB".index(self.slot)]
        written = [self._sectors_written(f"{name}-{spare}") for name in ("boot", "root")]
        left = [self.guest.run([BOOTENV, "get", name]).out for name in _CHOICE]
        start = self.guest.run(["sha256sum", "/dev/lineman/esp"]).out
        state = self.guest.run(["python3", "-Ic", _KEPT, _SLOTS, "/srv/uploads"]).out
        return (*written, *left, start, state)

    def _sectors_written(self, partition: str) -> str:
        device = self.guest.run(["readlink", "-f", f"/dev/lineman/{partition}"]).out.strip()
        return self.guest.read(f"/sys/class/block/{Path(device).name}/stat").decode().split()[6]
