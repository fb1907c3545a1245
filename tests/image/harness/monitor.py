"""QEMU's monitor: devices in and out, the wall plug."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from pathlib import Path
from typing import Any

from qemu.qmp import ConnectError, QMPClient, QMPError
from qemu.qmp.events import EventListener

from build.lib.vm.waiting import PATIENCE, connected


class Monitor:
    """QMP from ordinary code: its loop runs in a thread, so a browser's loop is not disturbed."""

    def __init__(self, path: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="qmp", daemon=True)
        self._thread.start()
        try:
            self._client = self._greeted(path)
        except ConnectError:  # an event of QEMU's start came before its greeting
            self._client = self._greeted(path)

    def _greeted(self, path: Path) -> QMPClient:
        client = QMPClient("guest")
        self._wait(client.connect(connected(path)))
        return client

    def _wait(self, work: Any, seconds: float = 120) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds * PATIENCE)

    def ask(self, command: str, **arguments: object) -> Any:
        """One QMP command; underscores in argument names stand for hyphens."""
        named = {key.replace("_", "-"): value for key, value in arguments.items()}
        return self._wait(self._client.execute(command, named))

    def human(self, line: str) -> str:
        """One line of the human monitor, for what QMP has no word for; complaints raise."""
        said = str(self.ask("human-monitor-command", command_line=line))
        if "Error" in said:
            raise RuntimeError(f"{line}: {said.strip()}")
        return said

    def plug(self, driver: str, name: str, **properties: object) -> None:
        """Hot-plug a device called `name`."""
        self.ask("device_add", driver=driver, id=name, **properties)

    def insert(self, disk: Path) -> None:
        """Hot-plug a raw disk to be read; on the board `pc`, whose bus takes it."""
        file = {"driver": "file", "filename": str(disk)}
        self.ask("blockdev-add", driver="raw", node_name=disk.stem, read_only=True, file=file)
        self.plug("virtio-blk-pci", disk.stem, drive=disk.stem)

    def unplug(self, name: str, *, seconds: float = 60) -> None:
        """Ask the guest to let go of device `name` and wait until it is out."""
        self._wait(self._unplug(name), seconds)

    async def _unplug(self, name: str) -> None:
        gone: EventListener
        with self._client.listener("DEVICE_DELETED") as gone:
            await self._client.execute("device_del", {"id": name})
            async for event in gone:
                data = event["data"]
                if isinstance(data, dict) and data.get("device") == name:
                    return

    def close(self) -> None:
        """Hang up; the machine runs on, or went off by itself."""
        with contextlib.suppress(QMPError, EOFError):
            self._wait(self._client.disconnect())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
