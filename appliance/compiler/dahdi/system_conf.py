"""Spans and channels as dahdi_cfg sets them up."""

from collections.abc import Iterator

from appliance.compiler.lines import text
from appliance.core.cards import E1_SIGNALLING_CHANNEL, Card, E1Signalling, Port, Span, SpanKind
from appliance.core.config import Config

ECHO_CANCELLER = "mg2"
_SIGNALLING = {Port.FXS: "fxoks", Port.FXO: "fxsks"}  # a socket speaks the other's signalling


def render(config: Config) -> str:
    """Every card that is ours, also one out of its slot: each span is configured by its number."""
    lines: list[str] = []
    for card, span in config.spans():
        lines += _digital(card, span) if span.kind is SpanKind.E1 else _analogue(card, span)
    zone = config.national.tone_zone
    return text([*lines, f"loadzone={zone}", f"defaultzone={zone}"])


def _digital(card: Card, span: Span) -> Iterator[str]:
    """Time slot 16 carries the signalling: PRI's messages, or the bits of all other channels."""
    cas = span.signalling is E1Signalling.CAS
    signalling = span.base + E1_SIGNALLING_CHANNEL - 1
    speech = f"{span.base}-{signalling - 1},{signalling + 1}-{span.end - 1}"
    if not card.key.virtual:  # a looped span has no line to be set
        kind, crc4 = "cas" if cas else "ccs", ",crc4" if span.framing.crc4 else ""
        yield f"span={span.number},{span.framing.timing},0,{kind},hdb3{crc4}"
    if cas:
        yield f"e&me1={speech}"
    else:
        yield f"bchan={speech}"
        yield f"dchan={signalling}"
    if not card.key.virtual:
        yield f"echocanceller={ECHO_CANCELLER},{speech}"


def _analogue(card: Card, span: Span) -> Iterator[str]:
    for place, port in enumerate(span.ports):
        if port is Port.EMPTY:
            continue
        yield f"{_SIGNALLING[port]}={span.base + place}"
        if not card.key.virtual:
            yield f"echocanceller={ECHO_CANCELLER},{span.base + place}"
