"""Memory and processor time of supervisor and web process when nothing happens.

The whole box without a machine (`../integration/box`): its own units, the real Asterisk, a large
office with a long call log, whose every page somebody has looked at before.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from appliance.core.canonical import to_plain
from appliance.core.commands import Command, Several
from appliance.store.history import History
from appliance.wire.configuration import Edit
from appliance.wire.protocol import GetSetupCode, SetUp
from build.lib.vm.waiting import wait_until
from tests.bench import million
from tests.bench.large_office import puts
from tests.bench.measured import Measured, above
from tests.image.supervisor import Supervisor
from tests.integration.box.contained import Contained, committed_revision
from tests.machines.company import company
from tests.web.configured import PASSWORD
from tests.web.test_parts_look import NEW
from webui import pages
from webui.security import SESSION_COOKIE

LIMITS = {"mib": 143.0, "cpu_percent": 0.5}  # 150 MB; of one processor
_UNITS = {"supervisor": "lineman.service", "web": "lineman-web.service"}
_START = 600.0  # seconds: a supervisor that was stopped looks through the whole log
_FETCH = (Path(__file__).with_name("idle_inside.py")).read_text()


@dataclass(frozen=True, slots=True)
class Size:
    """Of the office and its log; how often each page is looked at; how long nothing happens."""

    people: int = 1_000
    calls: int = million.CALLS
    rounds: int = 5
    settle: float = 120.0  # seconds
    seconds: float = 600.0


def measure(seed: int) -> Measured:
    """Of both processes the one that needs more."""
    return measured(seed, Size())


def measured(seed: int, size: Size) -> Measured:
    """The same of another size."""
    tree = Path(os.environ["LINEMAN_ASTERISK_ROOT"])
    with (
        tempfile.TemporaryDirectory(prefix="lm-", dir="/tmp") as folder,
        Contained(tree, Path(folder)) as box,
    ):
        wait_until(lambda: committed_revision(box), "the first settings", seconds=60)
        _live_in(box, size, Random(seed))  # noqa: S311  # nothing secret
        time.sleep(size.settle)
        figures = _idle(box, size.seconds)
    figures |= {"people": size.people, "calls": size.calls, "seconds": size.seconds}
    return Measured(len(LIMITS), above(figures, LIMITS), figures)


def _live_in(box: Contained, size: Size, chance: Random) -> None:
    """The company moves in, its calls are logged, its administrator looks at everything."""
    supervisor = Supervisor(box)
    opened = supervisor.ask(SetUp(supervisor.ask(GetSetupCode()).code, "anna", PASSWORD))
    wanted = to_plain(Several(puts(company(size.people))), Command)
    supervisor.ask(Edit(base=supervisor.revision, command=wanted))
    box.run(["systemctl", "stop", _UNITS["supervisor"]], seconds=60).require()
    _log(box, size.calls, chance)
    box.run(["systemctl", "start", _UNITS["supervisor"]], seconds=_START).require()
    wait_until(lambda: committed_revision(box), "the supervisor", seconds=_START)
    box.wait(["systemctl", "is-active", _UNITS["web"]], seconds=60)
    headers = {"Cookie": f"{SESSION_COOKIE}={opened.token}", "Accept-Language": "ru"}
    asked = {"rounds": size.rounds, "headers": headers, "paths": _paths(size, chance)}
    argv = ["python3", "-IBc", _FETCH]
    box.run(argv, stdin=json.dumps(asked).encode(), seconds=600).require()


def _log(box: Contained, calls: int, chance: Random) -> None:
    """Made outside: SQLite does not find its way into another root. The file keeps its owner."""
    with tempfile.TemporaryDirectory(prefix="lm-bench-") as folder:
        made = Path(folder) / "history.db"
        History(made).close()
        million.fill(made, chance, calls)
        shutil.copyfile(made, box.root / "srv/history/history.db")


def _paths(size: Size, chance: Random) -> list[str]:
    found = [
        f"/calls?q={million.outside(chance.randrange(million.OUTSIDE))}",
        f"/calls?before={million.moment(chance, size.calls)!r}",
        f"/calls/one?key={million.one(chance, size.calls)}",
        f"/people/edit?name=person-{chance.randrange(size.people)}",
        "/search?text=20",
    ]
    here = (page.path for page in pages.ALL if not page.virtual)  # a box without cards
    return [*here, *NEW, *found]


def _idle(box: Contained, seconds: float) -> dict[str, float]:
    begun, before = time.monotonic(), _used(box)
    time.sleep(seconds)
    took, after = time.monotonic() - begun, _used(box)
    percent = {name: 100 * (after[name] - before[name]) / took for name in _UNITS}
    mib = {name: _resident(box, unit) for name, unit in _UNITS.items()}
    return {
        **{f"{name}_mib": value for name, value in mib.items()},
        **{f"{name}_cpu_percent": value for name, value in percent.items()},
        "mib": max(mib.values()), "cpu_percent": max(percent.values()),
    }  # fmt: skip


def _used(box: Contained) -> Mapping[str, float]:
    """Seconds of processor time of each unit so far."""
    return {
        name: used_seconds(box.read(f"/sys/fs/cgroup/system.slice/{unit}/cpu.stat").decode())
        for name, unit in _UNITS.items()
    }


def used_seconds(statistics: str) -> float:
    """Out of a control group's `cpu.stat`; ValueError where it does not say so."""
    for line in statistics.splitlines():
        name, _, value = line.partition(" ")
        if name == "usage_usec":
            return int(value) / 1e6
    raise ValueError(f"no usage in {statistics!r}")


def _resident(box: Contained, unit: str) -> float:
    shown = ["systemctl", "show", "--property=MainPID", "--value", unit]
    return resident_mib(box.read(f"/proc/{box.run(shown).out.strip()}/status").decode())


def resident_mib(status: str) -> float:
    """Out of a process's `status`; ValueError where it does not say so."""
    for line in status.splitlines():
        name, _, value = line.partition(":")
        if name == "VmRSS":
            return int(value.split()[0]) / 1024
    raise ValueError(f"no resident memory in {status!r}")
