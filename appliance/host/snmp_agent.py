"""The box's numbers over SNMPv3: net-snmp's agent, by settings of ours."""

import re
from collections.abc import Iterator
from pathlib import Path

from appliance.apply.impact import FIREWALL_UNIT
from appliance.core.errors import Fault
from appliance.core.snmp import USER, SnmpReader
from appliance.durable import write_whole
from appliance.host.ports import Switched
from appliance.snmp.numbers import ROOT

UNIT, SOCKET = "lineman-snmp.service", "lineman-snmp.socket"
SETTINGS, READERS = "snmp/snmpd.conf", "snmp-readers"
PROGRAM = "/usr/bin/python3 -I -m appliance.snmp"
# Who the box is and since when, its network ports, our own numbers; nothing of programs or people.
_SEEN = ("1.3.6.1.2.1.1", "1.3.6.1.2.1.2", "1.3.6.1.2.1.31.1.1", "1.3.6.1.2.1.25.1.1", ROOT)


class SnmpAgent:
    """`folder` is where its settings lie, which are gone after a restart of the box; `named` is the
    name of the box and its version.
    """

    def __init__(self, folder: Path, units: Switched, named: tuple[str, str]) -> None:
        self._folder, self._units, self._named = folder, units, named

    async def answer(self, reader: SnmpReader | None) -> None:
        """Him alone from now on; what is so already goes on. Fault when it does not begin."""
        settings, readers = self._folder / SETTINGS, self._folder / READERS
        if reader is None:
            await self._end(settings, readers)
            return
        text = written(reader, *self._named)
        heard = "".join(f"readers {each}\n" for each in reader.addresses)
        if await self.runs() and (_read(settings), _read(readers)) == (text, heard):
            return
        try:
            settings.parent.mkdir(0o700, exist_ok=True)  # the box has it, for the unit's group
            write_whole(settings, text.encode())
            settings.chmod(0o640)
            write_whole(readers, heard.encode())
            readers.chmod(0o644)
        except OSError as error:
            raise Fault(f"Nothing is told over SNMP: {error.strerror}.") from error
        await self._units.restart(FIREWALL_UNIT)
        await self._units.restart(UNIT)

    async def _end(self, settings: Path, readers: Path) -> None:
        told, heard = settings.exists(), readers.exists()
        settings.unlink(missing_ok=True)
        readers.unlink(missing_ok=True)
        if told or await self.runs():  # one that only tries to begin is no other
            await self._units.stop(SOCKET)
            await self._units.stop(UNIT)
        if heard:
            await self._units.restart(FIREWALL_UNIT)

    async def runs(self) -> bool:
        return any(unit.active == "active" for unit in await self._units.units((UNIT,)))


def written(reader: SnmpReader, name: str, version: str) -> str:
    """The agent's settings: nobody by a community, one user with a password of each kind, who reads
    and writes nothing.
    """
    return "".join(f"{line}\n" for line in _lines(reader, name, version))


def _lines(reader: SnmpReader, name: str, version: str) -> Iterator[str]:
    yield "agentAddress udp:161"
    yield f"exactEngineID 0x{reader.engine.hex()}"
    keys = f"SHA-256 -l 0x{reader.proof.hex()} AES -l 0x{reader.cipher.hex()}"
    yield f"createUser {USER} {keys}"
    yield f"rouser {USER} priv -V seen"
    for each in _SEEN:
        yield f"view seen included .{each}"
    yield f"sysDescr Lineman {_plain(version)}"
    yield f"sysName {_plain(name)}"
    yield "sysContact -"
    yield "sysLocation -"
    yield "sysServices 72"
    yield "dontLogTCPWrappersConnects yes"
    yield f"pass_persist .{ROOT} {PROGRAM}"


def _plain(text: str) -> str:
    """Nothing in it ends a line or begins another word of the settings."""
    return re.sub(r"[^A-Za-z0-9.+~_-]", "-", text)[:60] or "-"


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
