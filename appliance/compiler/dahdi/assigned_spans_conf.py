"""The span and channel numbers each card keeps, as dahdi_span_assignments reads them."""

from appliance.compiler.lines import text
from appliance.core.config import Config


def render(config: Config) -> str:
    """`KEY LOCAL:SPAN:BASE …`, a card a line."""
    return text(
        f"{card.key} " + " ".join(f"{span.local}:{span.number}:{span.base}" for span in card.spans)
        for card in config.cards
    )
