"""Who may watch the box, in a file that is the box's own and no part of the configuration."""

import asyncio
import logging
from pathlib import Path

import msgspec

from appliance.core.encryption import Transport
from appliance.core.errors import Fault
from appliance.core.issues import MAKE_ROOM
from appliance.core.log_server import LogServer
from appliance.core.snmp import SnmpReader
from appliance.durable import write_whole

log = logging.getLogger(__name__)

FILE = "monitoring.json"


class Snmp(msgspec.Struct, frozen=True):
    """Keys in hexadecimal, as far as they were made; the passwords are kept nowhere."""

    on: bool = False
    addresses: tuple[str, ...] = ()
    engine: str = ""
    proof: str = ""
    cipher: str = ""

    @property
    def reader(self) -> SnmpReader | None:
        """Whoever may read now."""
        if not self.on:
            return None
        keys = map(bytes.fromhex, (self.engine, self.proof, self.cipher))
        return SnmpReader(self.addresses, *keys)


class Settings(msgspec.Struct, frozen=True):
    """`metrics`: whether anybody may read the numbers; `addresses` may without a key. The log goes
    to `server`, when there is one.
    """

    metrics: bool = False
    addresses: tuple[str, ...] = ()
    server: str = ""
    port: int = 514
    transport: Transport = Transport.UDP
    authority: str = ""
    snmp: Snmp = Snmp()

    @property
    def log_server(self) -> LogServer | None:
        """Invalid where it cannot be one."""
        if not self.server:
            return None
        return LogServer(self.server, self.port, self.transport, self.authority)


class Kept:
    """As they are now, kept at `path`; `keep` waits for the disk.

    Whoever changes one thing holds `alone` from his look at the others until all are kept.
    """

    def __init__(self, path: Path) -> None:
        self.alone = asyncio.Lock()
        self._path = path
        self.now = _read(path)

    def keep(self, settings: Settings) -> None:
        """Fault without room on the disk."""
        try:
            write_whole(self._path, msgspec.json.encode(settings))
        except OSError as error:
            why = error.strerror or str(error)
            raise Fault(f"Who may watch the box cannot be kept: {why}", MAKE_ROOM) from error
        self.now = settings


def _read(path: Path) -> Settings:
    """Nobody while there is no such file, and where it cannot be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        return Settings()
    except (OSError, msgspec.DecodeError) as error:
        log.error("Who may watch the box cannot be read: %s", error)  # noqa: TRY400  # in words
        return Settings()
