"""Which cards are E1 and not T1, as dahdi_span_types reads it."""

from appliance.compiler.lines import text
from appliance.core.cards import SpanKind
from appliance.core.config import Config


def render(config: Config) -> str:
    """`KEY LOCAL:E1 …`, a card a line; a looped span has no type to be set."""
    return text(
        f"{card.key} "
        + " ".join(f"{span.local}:E1" for span in card.spans if span.kind is SpanKind.E1)
        for card in config.cards
        if not card.key.virtual and any(span.kind is SpanKind.E1 for span in card.spans)
    )
