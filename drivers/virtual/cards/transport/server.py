"""A vfio-user server: one PCI function for one QEMU at a time."""

import array
import errno
import logging
import os
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Final

from drivers.virtual.cards.transport import messages as m
from drivers.virtual.cards.transport.pci import CONFIG_BYTES, PciFunction

log = logging.getLogger(__name__)

_BUFFER: Final = 1 << 16
_ANCILLARY: Final = socket.CMSG_SPACE(8 * array.array("i").itemsize)


class Server:
    """Waits for QEMU on `path` and serves the function's registers.

    `read_ready()` is to be called when `fileno()` is readable; nothing here blocks.
    """

    def __init__(self, path: Path, function: PciFunction) -> None:
        self._function = function
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        path.unlink(missing_ok=True)
        self._listener.bind(str(path))
        self._listener.listen(1)
        self._client: socket.socket | None = None
        self._buffer = bytearray(_BUFFER)
        self._view = memoryview(self._buffer)
        self._held = 0
        self._fds: list[int] = []
        self.reads = 0
        self.writes = 0
        self._commands: dict[int, Callable[[memoryview], bytes]] = {
            m.VERSION: self._version,
            m.DMA_MAP: self._dma_map,
            m.DMA_UNMAP: self._dma_unmap,
            m.DEVICE_INFO: self._device_info,
            m.REGION_INFO: self._region_info,
            m.IRQ_INFO: self._irq_info,
            m.SET_IRQS: self._set_irqs,
            m.DEVICE_RESET: self._device_reset,
        }

    @property
    def connected(self) -> bool:
        return self._client is not None

    def fileno(self) -> int:
        return self._client.fileno() if self._client is not None else self._listener.fileno()

    def read_ready(self) -> None:
        if self._client is None:
            self._accept()
            return
        try:
            got, ancillary, _, _ = self._client.recvmsg_into([self._view[self._held :]], _ANCILLARY)
        except ConnectionResetError:
            got, ancillary = 0, []
        for level, kind, data in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                self._fds.extend(memoryview(data).cast("i"))
        if not got:
            self._forget_client()
            return
        self._held += got
        done = self._serve()
        rest = self._held - done
        if rest:
            self._buffer[:rest] = self._buffer[done : self._held]
        self._held = rest

    def close(self) -> None:
        self._forget_client()
        self._listener.close()

    def _accept(self) -> None:
        self._client, _ = self._listener.accept()
        self._held = 0
        # A card that is plugged again starts from its power-on state.
        self._function.reset()
        log.info("guest connected")

    def _forget_client(self) -> None:
        if self._client is None:
            return
        self._client.close()
        self._client = None
        self._drop_fds()
        self._function.interrupt.disconnect()
        self._function.memory.withdraw_all()
        self._function.reset()
        log.info("guest gone after %d reads, %d writes", self.reads, self.writes)

    def _serve(self) -> int:
        """Answer every whole message held; return how many bytes they took.

        One-byte register accesses come by the ten thousand a second, so they are handled in
        this loop without a further call into this class.
        """
        buffer, held, function = self._buffer, self._held, self._function
        at = 0
        while held - at >= m.HEADER.size:
            if held - at < m.ACCESS.size:
                ident, command, size, flags, _ = m.HEADER.unpack_from(buffer, at)
                offset = region = count = 0
            else:
                ident, command, size, flags, _, offset, region, count = m.ACCESS.unpack_from(
                    buffer, at
                )
            if held - at < size:
                break
            if command == m.REGION_WRITE:
                self.writes += 1
                value = (
                    buffer[at + 32]
                    if count == 1
                    else int.from_bytes(buffer[at + 32 : at + size], "little")
                )
                if region == m.CONFIG_REGION:
                    function.config.write(offset, count, value)
                else:
                    function.write(region, offset, count, value)
                if not flags & m.NO_REPLY:
                    self._reply(ident, command, bytes(buffer[at + 16 : at + 32]))
            elif command == m.REGION_READ:
                self.reads += 1
                value = (
                    function.config.read(offset, count)
                    if region == m.CONFIG_REGION
                    else function.read(region, offset, count)
                )
                reply = buffer[at + 16 : at + 32] + value.to_bytes(count, "little")
                self._reply(ident, command, reply)
            else:
                self._other(ident, command, flags, self._view[at + 16 : at + size])
            at += size
        return at

    def _reply(self, ident: int, command: int, body: bytes | bytearray, error: int = 0) -> None:
        client = self._client
        if client is None:
            return
        flags = m.IS_REPLY | (m.IS_ERROR if error else 0)
        try:
            client.sendall(m.HEADER.pack(ident, command, 16 + len(body), flags, error) + body)
        except BrokenPipeError:
            log.info("guest left before its answer")  # the end of file comes to read_ready next

    def _other(self, ident: int, command: int, flags: int, body: memoryview) -> None:
        handler = self._commands.get(command)
        if handler is None:
            log.warning("command %d is not served", command)
            self._reply(ident, command, b"", errno.EINVAL)
            return
        reply = handler(body)
        if not flags & m.NO_REPLY:
            self._reply(ident, command, reply)

    def _version(self, _body: memoryview) -> bytes:
        return struct.pack("<HH", 0, 0) + m.CAPABILITIES

    def _dma_map(self, body: memoryview) -> bytes:
        _, _, offset, address, size = struct.unpack_from("<IIQQQ", body)
        if self._fds:  # a window without a descriptor is of a device, which no card masters
            self._function.memory.share(self._fds.pop(0), offset, address, size)
        return b""

    def _dma_unmap(self, body: memoryview) -> bytes:
        _, flags, address, size = struct.unpack_from("<IIQQ", body)
        if flags & 2:
            self._function.memory.withdraw_all()
        else:
            self._function.memory.withdraw(address, size)
        return bytes(body[:24])

    def _device_info(self, _body: memoryview) -> bytes:
        return struct.pack("<IIII", 16, m.DEVICE_CAN_RESET_AND_IS_PCI, m.REGIONS, m.IRQ_INDEXES)

    def _region_info(self, body: memoryview) -> bytes:
        (index,) = struct.unpack_from("<I", body, 8)
        size = CONFIG_BYTES if index == m.CONFIG_REGION else self._function.bars.get(index, 0)
        flags = m.REGION_CAN_READ_AND_WRITE if size else 0
        return struct.pack("<IIIIQQ", 32, flags, index, 0, size, 0)

    def _irq_info(self, body: memoryview) -> bytes:
        (index,) = struct.unpack_from("<I", body, 8)
        flags, count = (m.IRQ_EVENTFD_MASKABLE_AUTOMASKED, 1) if index == m.INTX else (1, 0)
        return struct.pack("<IIII", 16, flags, index, count)

    def _set_irqs(self, body: memoryview) -> bytes:
        _, flags, index, _, count = struct.unpack_from("<IIIII", body)
        line = self._function.interrupt
        if index == m.INTX:
            if flags & m.IRQ_TRIGGER and flags & m.IRQ_EVENTFD and self._fds:
                line.connect(self._fds.pop(0))
            elif flags & m.IRQ_TRIGGER and flags & m.IRQ_NO_DATA and not count:
                line.disconnect()
            elif flags & m.IRQ_MASK:
                line.mask()
            elif flags & m.IRQ_UNMASK:
                line.unmask()
        self._drop_fds()
        return b""

    def _device_reset(self, _body: memoryview) -> bytes:
        self._function.reset()
        return b""

    def _drop_fds(self) -> None:
        for fd in self._fds:
            os.close(fd)
        self._fds = []
