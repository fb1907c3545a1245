"""Everything on the far ends of one box: telephones, office lines and E1 streams."""

from __future__ import annotations

import asyncio

from drivers.dahdi.channel import Channel
from drivers.virtual.loops import FarEnd
from drivers.virtual.office_line import OfficeLine
from drivers.virtual.plan import Plan
from drivers.virtual.pri.link import PriLink
from drivers.virtual.stream import D_CHANNEL, Stream
from drivers.virtual.telephone import Telephone
from drivers.virtual.wires import Wires


class Machine:
    """Telephones, lines and streams by name: each kind counts from 1 in socket order."""

    def __init__(self, ends: tuple[FarEnd, ...], loop: asyncio.AbstractEventLoop) -> None:
        self.plan = Plan()
        self.telephones: dict[str, Telephone] = {}
        self.lines: dict[str, OfficeLine] = {}
        self.streams: dict[str, Stream] = {}
        self._wires = Wires(loop)
        for end in ends:
            if end.span.letters == "E1":
                self._add_stream(end)
            else:
                self._add_analogue(end)

    def _add_stream(self, end: FarEnd) -> None:
        name = str(len(self.streams) + 1)
        link = PriLink(Channel(end.base + D_CHANNEL - 1), self._wires, network=True)
        self.streams[name] = Stream(name, end.base, link, self._wires, self.plan)

    def _add_analogue(self, end: FarEnd) -> None:
        for offset, letter in enumerate(end.span.letters):
            if letter == "S":
                name = str(len(self.telephones) + 1)
                channel = Channel(end.base + offset)
                where = f"DYN/loc/{end.span.key}:0", offset + 1
                self.telephones[name] = Telephone(name, channel, self._wires, where)
            elif letter == "O":
                name = str(len(self.lines) + 1)
                channel = Channel(end.base + offset)
                self.lines[name] = OfficeLine(name, channel, self._wires, self.plan)
