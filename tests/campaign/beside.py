"""One Asterisk with an office, its firewall, and machines beside it: for campaigns at the edge."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.compiler.compile import compile_config
from tests.campaign.vitals import Vitals, of_process
from tests.integration.asterisk.neighbour import BOX, Neighbours, neighbours
from tests.integration.asterisk.office import Office, unwatched
from tests.integration.asterisk.real_asterisk import RealAsterisk
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, sip

TELEPHONES = tuple(str(number) for number in range(301, 309))


@dataclass(frozen=True)
class Edge:
    """What stands at the edge, and a folder for what is kept."""

    office: Office
    beside: Neighbours
    folder: Path

    def phone(self, account: str, address: str) -> Phone:
        """A telephone of the office at an address of the network beside, registered."""
        secret = self.office.secrets()[account]
        made = Phone(lambda: self.beside.socket(address), account, secret, (BOX, 5060))
        made.register()
        return made

    def held(self) -> Vitals:
        """What Asterisk holds now."""
        return of_process(self.office.asterisk.pid)


@contextmanager
def edge() -> Iterator[Edge]:
    """Up until the block ends."""
    config = after(*(sip(number, "Somebody") for number in TELEPHONES))
    root = Path(os.environ["LINEMAN_ASTERISK_ROOT"])
    with tempfile.TemporaryDirectory(prefix="lm-edge-", dir="/tmp") as place:
        folder = Path(place)
        files = unwatched(compile_config(config))
        asterisk = RealAsterisk(root, folder / "asterisk", files)
        with (
            asterisk,
            closing(Office(asterisk, config, folder)) as office,
            neighbours(asterisk) as beside,
        ):
            yield Edge(office, beside, folder)
