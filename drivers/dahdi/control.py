"""Orders to the whole driver, through /dev/dahdi/ctl."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from drivers.dahdi.errors import refusal
from drivers.dahdi.ffi import CData, check, ffi, lib, text
from drivers.dahdi.opened import Opened
from drivers.dahdi.span import ChannelStatus, SpanStatus
from drivers.dahdi.values import Alarm, Law, Signalling

CONTROL = Path("/dev/dahdi/ctl")
MAX_SPANS = 128  # DAHDI_MAX_SPANS


class Control(Opened):
    """The open control device. Cheap to keep open; not shared between threads."""

    def __init__(self, path: Path = CONTROL) -> None:
        super().__init__(path)

    def fileno(self) -> int:
        return self._fd

    def version(self) -> str:
        answer = ffi.new("struct dahdi_versioninfo *")
        check(lib.ctl_version(self._fd, answer), "driver version")
        return text(answer.version)

    def span(self, number: int) -> SpanStatus:
        """Ask about span `number` (from 1). Raises `Absent` when there is none."""
        info = ffi.new("struct dahdi_spaninfo *", {"spanno": number})
        check(lib.ctl_span_status(self._fd, info), f"status of span {number}")
        return _span_status(info)

    def spans(self) -> Iterator[SpanStatus]:
        """All spans, in order of number; numbers may have gaps."""
        for number in range(1, MAX_SPANS):
            info = ffi.new("struct dahdi_spaninfo *", {"spanno": number})
            if lib.ctl_span_status(self._fd, info) >= 0:
                yield _span_status(info)

    def channel(self, number: int) -> ChannelStatus:
        """Ask about channel `number` without opening it, so while someone else holds it."""
        params = ffi.new("struct dahdi_params *", {"channo": number})
        check(lib.ctl_channel_params(self._fd, params), f"status of channel {number}")
        return _channel_status(params)

    def channels(self, span: int) -> Iterator[ChannelStatus]:
        """The channels of one span, in order."""
        first = _base_channel(span)
        for number in range(first, first + self.span(span).channels):
            yield self.channel(number)

    def configure_channel(
        self, number: int, signalling: Signalling, law: Law = Law.DEFAULT
    ) -> None:
        """Give channel `number` its signalling. Raises `Busy` while it is open."""
        config = ffi.new(
            "struct dahdi_chanconfig *",
            {"chan": number, "sigtype": int(signalling), "deflaw": int(law), "master": number},
        )
        check(lib.ctl_channel_config(self._fd, config), f"configuration of channel {number}")


def _base_channel(span: int) -> int:
    path = Path(f"/sys/bus/dahdi_spans/devices/span-{span}/basechan")
    try:
        return int(path.read_text("ascii"))
    except OSError as error:
        raise refusal(error.errno or 0, f"first channel of span {span}") from error


def _span_status(info: CData) -> SpanStatus:
    return SpanStatus(
        number=info.spanno,
        name=text(info.name),
        description=text(info.desc),
        alarms=Alarm(info.alarms & sum(Alarm)),
        configured_channels=info.numchans,
        channels=info.totalchans,
        span_type=text(info.spantype),
    )


def _channel_status(params: CData) -> ChannelStatus:
    """A `struct dahdi_params` as a value; cdata goes no further."""
    return ChannelStatus(
        number=params.channo,
        span=params.spanno,
        position=params.chanpos,
        name=text(params.name),
        signalling=params.sigtype,
        capabilities=params.sigcap,
        off_hook=bool(params.rxisoffhook),
        alarms=Alarm(params.chan_alarms & sum(Alarm)),
    )
