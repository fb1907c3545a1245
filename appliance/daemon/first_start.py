"""The first start: what has been seen to is kept."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from appliance.core.errors import Fault
from appliance.daemon.configuring import Answering
from appliance.durable import write_whole
from appliance.wire import first_start as wire
from appliance.wire.admission import Asker

log = logging.getLogger(__name__)

FILE = "first-start.json"
_Marks = dict[wire.StartStep, wire.StepMark]


@dataclass(frozen=True, slots=True)
class FirstStarts:
    """`path` is the file of the marks; without it every step is open."""

    path: Path

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {
            wire.GetFirstStart: self._get,
            wire.MarkStep: self._mark,
        }

    async def _get(self, _request: wire.GetFirstStart, _asker: Asker) -> wire.FirstStart:
        return _view(await asyncio.to_thread(self._read))

    async def _mark(self, request: wire.MarkStep, asker: Asker) -> wire.FirstStart:
        marks = await asyncio.to_thread(self._read)
        steps = tuple(wire.StartStep) if request.step is None else (request.step,)
        marks |= {
            step: request.mark
            for step in steps
            if request.step is not None or marks.get(step) is not wire.StepMark.DONE
        }
        await asyncio.to_thread(self._write, marks)
        log.info("first start: %s %s by %s", ", ".join(steps), request.mark, asker.user)
        return _view(marks)

    def _read(self) -> _Marks:
        """A file that cannot be read is as good as none: the steps can be taken again."""
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=_Marks)
        except (OSError, msgspec.DecodeError):
            return {}

    def _write(self, marks: _Marks) -> None:
        try:
            write_whole(self.path, msgspec.json.encode(marks))
        except OSError as error:
            raise Fault(
                f"What has been done cannot be kept: {error.strerror}.", "Make room on the box."
            ) from error


def _view(marks: _Marks) -> wire.FirstStart:
    steps = tuple(
        wire.StartStepView(step, marks.get(step, wire.StepMark.OPEN)) for step in wire.StartStep
    )
    return wire.FirstStart(steps, all(each.mark is not wire.StepMark.OPEN for each in steps))
