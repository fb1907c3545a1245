"""What the driver says about one span."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.dahdi.values import Alarm


@dataclass(frozen=True, slots=True)
class SpanStatus:
    """One span, read at one moment; a snapshot, never updated.

    `configured_channels` counts channels that have a signalling, of `channels` in all.
    """

    number: int
    name: str
    description: str
    alarms: Alarm
    configured_channels: int
    channels: int
    span_type: str

    @property
    def is_digital(self) -> bool:
        """Analogue spans have no type word, or `FXS` or `FXO` for one."""
        return self.span_type in {"E1", "T1", "J1", "BRI", "BRI_NT", "BRI_TE", "BRI_SOFT"}


@dataclass(frozen=True, slots=True)
class ChannelStatus:
    """One channel, read at one moment.

    `position` counts from 1 within the span. `off_hook` says what the far end's hook shows: for an
    FXS socket, that the telephone is lifted; for an FXO socket it has no meaning.
    """

    number: int
    span: int
    position: int
    name: str
    signalling: int
    capabilities: int
    off_hook: bool
    alarms: Alarm
