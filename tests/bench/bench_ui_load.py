"""How long a caller waits for the ringback while the page has all the work that 32 browsers make.

The whole box without a machine (`../integration/box`): its own units, the real Asterisk, supervisor
and web process, and a company. Calls without load and with it take turns.
"""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.core.canonical import to_plain
from appliance.core.commands import Command, Several
from appliance.wire.configuration import Edit
from appliance.wire.protocol import AddSipPhone, GetSetupCode, SetUp
from tests.bench.large_office import puts
from tests.bench.measured import Measured, above
from tests.image.harness.link import Program
from tests.image.supervisor import Supervisor
from tests.integration.box.contained import Contained, settled_box
from tests.integration.box.deaths import wait_for_all
from tests.machines.company import company
from tests.web.configured import PASSWORD
from webui import pages
from webui.security import SESSION_COOKIE

LIMITS = {"ratio": 1.2, "refused": 0.0}
_TREE = Path(__file__).resolve().parents[2]
_INSIDE = "/run/ui-load"
_STOP = f"{_INSIDE}/stop"
_DIALS = "tests/bench/dial_inside.py"
_FILES = (
    _DIALS,
    "tests/integration/asterisk/sip_message.py",
    "tests/integration/asterisk/sip_phone.py",
    "tests/integration/asterisk/sound.py",
)
_SETTLE = 3  # seconds of load before the first call
_LOADS = Path(__file__).with_name("load_inside.py").read_text()
# Telephones have processors of their own: what one of them waits for is not the box.
_AT_ONCE = ("nice", "--adjustment=-20")
# The browsers of an office compute elsewhere: here they have what nobody else wants.
_ELSEWHERE = ("systemd-run", "--quiet", "--pipe", "--wait", "-pCPUWeight=1", "-pNice=19")


@dataclass(frozen=True, slots=True)
class Size:
    """Of the company and of what is measured."""

    people: int = 300
    clients: int = 32
    rounds: int = 12
    calls: int = 40  # of each round, without load and with it


def measure(seed: int) -> Measured:
    """p99 of the waits with load to that without; nothing is drawn by lot."""
    del seed
    return measured(Size())


def measured(size: Size) -> Measured:
    """The same of another size."""
    with settled_box(Path(os.environ["LINEMAN_ASTERISK_ROOT"])) as box:
        wait_for_all(box)
        dial, asked = _moved_in(box, size)
        _delays(box, dial, size.calls)  # nobody has called yet
        idle: list[float] = []
        busy: list[float] = []
        came: dict[str, int] = {}
        for _ in range(size.rounds):
            idle += _delays(box, dial, size.calls)
            with _load(box, asked, came):
                busy += _delays(box, dial, size.calls)
    return judged(idle, busy, came, size)


def _moved_in(box: Contained, size: Size) -> tuple[list[str], dict[str, object]]:
    """How the two telephones are run, and what the browsers ask for."""
    supervisor = Supervisor(box)
    opened = supervisor.ask(SetUp(supervisor.ask(GetSetupCode()).code, "anna", PASSWORD))
    wanted = to_plain(Several(puts(company(size.people))), Command)
    supervisor.ask(Edit(base=supervisor.revision, command=wanted))
    for file in _FILES:
        path = f"{_INSIDE}/{file}"
        box.run(["mkdir", "-p", str(Path(path).parent)])
        box.write(path, (_TREE / file).read_bytes())
    added = [supervisor.ask(AddSipPhone(supervisor.revision, name)) for name in ("Asks", "Rings")]
    accounts = [word for each in added for word in (each.account, each.secret)]
    headers = {"Cookie": f"{SESSION_COOKIE}={opened.token}", "Accept-Language": "ru"}
    paths = [page.path for page in pages.ALL if not page.virtual]
    asked = {"clients": size.clients, "headers": headers, "paths": paths, "stop": _STOP}
    return ["python3", "-B", f"{_INSIDE}/{_DIALS}", *accounts, added[1].number], asked


def _delays(box: Contained, dial: Sequence[str], calls: int) -> list[float]:
    env = {"PYTHONPATH": _INSIDE, "LINEMAN_PATIENCE": "4"}
    argv = [*_AT_ONCE, *dial, str(calls)]
    found: list[float] = json.loads(box.run(argv, env=env, seconds=600).out)
    return found


@contextmanager
def _load(box: Contained, asked: Mapping[str, object], came: dict[str, int]) -> Iterator[None]:
    """For as long as the block lasts; `came` counts answers: `200`, or status and path."""
    box.run(["rm", "-f", _STOP])
    argv = [*_ELSEWHERE, "python3", "-IBc", _LOADS]
    browsing: Program = box.start(argv, stdin=json.dumps(asked).encode(), seconds=900)
    try:
        box.run(["sleep", str(_SETTLE)], seconds=60)
        yield
    finally:
        box.write(_STOP, b"")
    for status, count in json.loads(browsing.wait(300).require().out).items():
        came[status] = came.get(status, 0) + count


def p99(values: Sequence[float]) -> float:
    """What 99 of 100 are not above."""
    return statistics.quantiles(values, n=100, method="inclusive")[98]


def judged(
    idle: Sequence[float], busy: Sequence[float], came: Mapping[str, int], size: Size
) -> Measured:
    """A load of which some was refused, or that never came, is none."""
    pages_of = came.get("200", 0)
    figures = {
        "ratio": p99(busy) / p99(idle),
        "idle_p99_ms": p99(idle), "busy_p99_ms": p99(busy),
        "idle_median_ms": statistics.median(idle), "busy_median_ms": statistics.median(busy),
        "clients": size.clients, "calls": len(idle) + len(busy),
        "pages": pages_of, "refused": sum(came.values()) - pages_of,
    }  # fmt: skip
    refused = (f"{count} answers {what}" for what, count in came.items() if what != "200")
    bad = (*above(figures, LIMITS), *refused)
    if pages_of < size.clients * size.rounds:
        bad = (*bad, f"only {pages_of} pages came")
    return Measured(len(idle) + len(busy), bad, figures)
