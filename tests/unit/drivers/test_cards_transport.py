"""A guest at the other end of the socket reads and drives an emulated card."""

from __future__ import annotations

import errno
import mmap
import os
import select
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from drivers.virtual.cards.__main__ import obey
from drivers.virtual.cards.chips import an983, falc56, si3210, tj320
from drivers.virtual.cards.chips.spi import CLOCK, DATA_OUT, SELECT
from drivers.virtual.cards.control import Control, Refused
from drivers.virtual.cards.far_end.e1 import E1FarEnd
from drivers.virtual.cards.loop import Loop
from drivers.virtual.cards.models import Assembly, assemble
from drivers.virtual.cards.pace import Pace
from drivers.virtual.cards.transport import messages as m
from drivers.virtual.cards.transport.server import Server

_MEMORY, _SIZE = 0x10000, 0x10000  # where the guest's memory lies, and how much it shares
_TJ320_BAR, _AN983_BAR = 1, 1


class Guest:
    """QEMU's part: one request at a time."""

    def __init__(self, server: Server, path: Path) -> None:
        self._server = server
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._line.settimeout(5)
        self._line.connect(str(path))
        server.read_ready()

    def leave(self) -> None:
        self.close()
        self._server.read_ready()

    def close(self) -> None:
        self._line.close()

    def ask(self, command: int, body: bytes, fds: tuple[int, ...] = ()) -> bytes:
        """The answer's body; an error of the card is raised as it is."""
        self.post(command, body, fds=fds, flags=0)
        answer = self._line.recv(65536)
        _, answered, size, flags, error = m.HEADER.unpack_from(answer)
        assert (answered, size) == (command, len(answer))
        assert flags & m.IS_REPLY
        if flags & m.IS_ERROR:
            raise OSError(error, "the card refused")
        return answer[m.HEADER.size :]

    def post(
        self, command: int, body: bytes, *, fds: tuple[int, ...] = (), flags: int = m.NO_REPLY
    ) -> None:
        header = m.HEADER.pack(7, command, m.HEADER.size + len(body), flags, 0)
        socket.send_fds(self._line, [header + body], list(fds))
        self._server.read_ready()

    def write(self, bar: int, offset: int, size: int, value: int) -> None:
        body = struct.pack("<QII", offset, bar, size) + value.to_bytes(size, "little")
        self.post(m.REGION_WRITE, body)

    def read(self, bar: int, offset: int, size: int) -> int:
        told = self.ask(m.REGION_READ, struct.pack("<QII", offset, bar, size))
        assert struct.unpack_from("<QII", told) == (offset, bar, size)
        return int.from_bytes(told[16:], "little")

    def share(self) -> memoryview:
        """Memory that the card masters from now on."""
        fd = os.memfd_create("guest")
        os.truncate(fd, _SIZE)
        card = os.dup(fd)
        body = struct.pack("<IIQQQ", 32, 3, 0, _MEMORY, _SIZE)
        self.ask(m.DMA_MAP, body, fds=(card,))
        os.close(card)
        seen = memoryview(mmap.mmap(fd, _SIZE))
        os.close(fd)
        return seen

    def listen_for_interrupts(self) -> int:
        """The eventfd that the card raises."""
        wire = os.eventfd(0, os.EFD_NONBLOCK)
        words = struct.pack("<IIIII", 20, m.IRQ_EVENTFD | m.IRQ_TRIGGER, m.INTX, 0, 1)
        self.ask(m.SET_IRQS, words, fds=(wire,))
        return wire


class Served:
    """A card on a socket."""

    def __init__(self, model: str, path: Path) -> None:
        self.assembly: Assembly = assemble(model)
        self.card = self.assembly.card
        self.server = Server(path, self.card)
        self._path = path
        self._guests: list[Guest] = []

    def guest(self) -> Guest:
        self._guests.append(Guest(self.server, self._path))
        return self._guests[-1]

    def runs(self) -> bool:
        """Whether the driver has started the card's milliseconds."""
        return self.card.running

    def close(self) -> None:
        self.server.close()
        for guest in self._guests:
            guest.close()


@contextmanager
def _served(model: str, folder: Path) -> Iterator[Served]:
    served = Served(model, folder / "card")
    yield served
    served.close()


def _spi(guest: Guest, *frames: int) -> int:
    """Play `frames` on the card's pins; the byte that the chip gave in the last."""
    got = 0
    for byte in frames:
        guest.write(_TJ320_BAR, tj320.PINS_OUT, 1, CLOCK)
        got = 0
        for bit in reversed(range(8)):
            data = DATA_OUT if byte >> bit & 1 else 0
            guest.write(_TJ320_BAR, tj320.PINS_OUT, 1, data)
            guest.write(_TJ320_BAR, tj320.PINS_OUT, 1, data | CLOCK)
            got = got << 1 | bool(guest.read(_TJ320_BAR, tj320.PINS_IN, 1))
        guest.write(_TJ320_BAR, tj320.PINS_OUT, 1, SELECT | CLOCK)
    return got


@pytest.mark.parametrize(
    ("model", "identity"),
    [
        ("tdm400p:SSOO", (0xE159, 0x0001, 0xB100, 0x0003)),
        ("te121", (0xD161, 0x8000, 0xD161, 0x0000)),
        ("te122", (0xD161, 0x8001, 0xD161, 0x0000)),
    ],
)
def test_a_guest_finds_the_card(
    model: str, identity: tuple[int, int, int, int], tmp_path: Path
) -> None:
    with _served(model, tmp_path) as served:
        guest = served.guest()
        assert m.CAPABILITIES in guest.ask(m.VERSION, b"")
        assert struct.unpack("<IIII", guest.ask(m.DEVICE_INFO, b""))[2] == m.REGIONS
        places = (0x00, 0x02, 0x2C, 0x2E)
        assert tuple(guest.read(m.CONFIG_REGION, at, 2) for at in places) == identity


def test_a_register_keeps_what_was_posted_to_it(tmp_path: Path) -> None:
    with _served("tdm400p:SSOO", tmp_path) as served:
        guest = served.guest()
        guest.write(_TJ320_BAR, tj320.PLAY_START, 4, 0x12345678)
        assert guest.read(_TJ320_BAR, tj320.PLAY_START, 4) == 0x12345678
        assert (served.server.reads, served.server.writes) == (1, 1)


def test_a_message_may_come_in_pieces(tmp_path: Path) -> None:
    with _served("te122", tmp_path) as served:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(5)
        line.connect(str(tmp_path / "card"))
        served.server.read_ready()
        whole = m.ACCESS.pack(1, m.REGION_READ, 32, 0, 0, 0, m.CONFIG_REGION, 2)
        for piece in (whole[:10], whole[10:20], whole[20:]):
            line.sendall(piece)
            served.server.read_ready()
        assert line.recv(64)[32:] == b"\x61\xd1"
        line.close()


def test_an_unknown_command_is_refused(tmp_path: Path) -> None:
    with _served("te122", tmp_path) as served:
        guest = served.guest()
        with pytest.raises(OSError, match="refused") as refused:
            guest.ask(99, b"")
        assert refused.value.errno == errno.EINVAL


def test_sound_is_moved_and_the_guest_is_interrupted_once(tmp_path: Path) -> None:
    with _served("tdm400p:SSOO", tmp_path) as served:
        guest = served.guest()
        memory = guest.share()
        wire = guest.listen_for_interrupts()
        guest.write(_TJ320_BAR, tj320.PLAY_START, 4, _MEMORY)
        guest.write(_TJ320_BAR, tj320.CAPTURE_START, 4, _MEMORY + 0x100)
        guest.write(_TJ320_BAR, tj320.INTERRUPT_MASK, 1, 0x05)
        guest.write(_TJ320_BAR, tj320.OPERATION, 1, 1)
        assert served.runs()
        assert served.card.tick()
        assert bytes(memory[0x100:0x120]) != bytes(32)
        assert bytes(memory[0x120:0x140]) == bytes(32)
        assert os.eventfd_read(wire) == 1
        assert guest.read(_TJ320_BAR, tj320.INTERRUPT_STATUS, 1) == 0x05
        assert not served.card.tick()  # not served yet
        assert not select.select([wire], [], [], 0)[0]
        guest.write(_TJ320_BAR, tj320.INTERRUPT_STATUS, 1, 0x0F)
        assert served.card.tick()
        assert bytes(memory[0x120:0x140]) != bytes(32)
        os.close(wire)


def test_an_e1_frame_goes_round_and_its_commands_are_answered(tmp_path: Path) -> None:
    with _served("te122", tmp_path) as served:
        guest = served.guest()
        memory = guest.share()
        rings, buffers = (0x000, 0x100), (0x1000, 0x2000)  # to the card, from the card
        for ring, buffer in zip(rings, buffers, strict=True):
            memory[ring : ring + 16] = struct.pack(
                "<IIII", 0x80000000, 0x02000000, _MEMORY + buffer, 0
            )
        sent = bytearray(an983.FRAME_BYTES)
        sent[128:192:2] = bytes(range(32))  # the second sample's timeslots
        sent[128 + 66 : 128 + 72 : 2] = bytes((0x0A, falc56.VERSION, 0))
        sent[128 + 108 : 128 + 110] = b"\x5a\xa5"
        memory[0x1000 : 0x1000 + len(sent)] = bytes(sent)
        guest.write(_AN983_BAR, an983.TRANSMIT_BASE, 4, _MEMORY)
        guest.write(_AN983_BAR, an983.RECEIVE_BASE, 4, _MEMORY + 0x100)
        guest.write(_AN983_BAR, an983.MODE, 4, 0x2002)
        assert served.card.tick()
        got = bytes(memory[0x2000 : 0x2000 + an983.FRAME_BYTES])
        assert got[128:192:2] == bytes(range(32))
        assert got[128 + 70] == 0x05
        assert got[128 + 108 : 128 + 110] == b"\x5a\xa5"
        assert struct.unpack_from("<I", memory, 0x100)[0] == an983.FRAME_BYTES << 16
        assert not served.card.tick()  # not served yet


def test_a_card_that_is_plugged_again_has_forgotten_all(tmp_path: Path) -> None:
    with _served("tdm400p:SSOO", tmp_path) as served:
        guest = served.guest()
        guest.share()
        guest.write(_TJ320_BAR, tj320.BOARD_SELECT, 1, 1)  # the module of the first socket
        assert _spi(guest, 0x80 | 0, 0) == 0x05
        _spi(guest, si3210.PCM_MODE, 0x28)
        assert _spi(guest, 0x80 | si3210.PCM_MODE, 0) == 0x28
        guest.write(_TJ320_BAR, tj320.INTERRUPT_MASK, 1, 0x05)
        guest.write(_TJ320_BAR, tj320.OPERATION, 1, 1)
        guest.leave()
        assert not served.server.connected
        assert not served.runs()

        again = served.guest()
        assert again.read(_TJ320_BAR, tj320.OPERATION, 1) == 0
        assert _spi(again, 0x80 | 0, 0) == 0xFF  # no module is selected
        again.write(_TJ320_BAR, tj320.BOARD_SELECT, 1, 1)
        assert _spi(again, 0x80 | si3210.PCM_MODE, 0) == 0


def test_an_e1_card_that_is_plugged_again_has_forgotten_all(tmp_path: Path) -> None:
    with _served("te122", tmp_path) as served:
        guest = served.guest()
        guest.write(_AN983_BAR, an983.MODE, 4, 0x2002)
        assert served.runs()
        guest.leave()
        assert not served.runs()
        assert served.guest().read(_AN983_BAR, an983.MODE, 4) == 0


@pytest.mark.parametrize(
    ("faults", "state"),
    [
        ("los", {"los": True, "ais": False, "rai": False}),
        ("ais rai", {"los": False, "ais": True, "rai": True}),
        ("", {"los": False, "ais": False, "rai": False}),
    ],
)
def test_faults_are_switched_by_request(
    faults: str, state: dict[str, bool], tmp_path: Path
) -> None:
    with _served("te122", tmp_path) as served:
        far_end = served.assembly.far_ends[1]
        assert isinstance(far_end, E1FarEnd)
        far_end.no_signal = True
        control = Control(tmp_path / "far-ends", lambda _request: {})
        loop = Loop(served.server, served.card, control, Pace())
        obey(served.assembly, loop, {"do": "fault", "port": 1, "faults": faults})
        assert obey(served.assembly, loop, {"do": "state", "port": 1}) == state
        for wrong in ({"do": "fault", "port": 1, "faults": "fire"}, {"do": "lift", "port": 1},
                      {"do": "state", "port": 2}):  # fmt: skip
            with pytest.raises(Refused):
                obey(served.assembly, loop, wrong)
        control.close()


@pytest.mark.parametrize("wrong", ["tdm400p:SS", "tdm400p:SSXX", "te999", "te122:S"])
def test_a_card_that_does_not_exist_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"no emulated card|modules are"):
        assemble(wrong)
