"""How a template says what it is given, in one language."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from appliance.spoken import sentences
from appliance.spoken.languages import mark
from appliance.wire.keys import program_of
from webui import dates, words
from webui.parts.kind import Kind


@dataclass(frozen=True, slots=True)
class Filters:
    """`chosen` is the language, `catalogue` has its words."""

    chosen: str
    catalogue: gettext.NullTranslations

    def every(self) -> dict[str, Callable[..., object]]:
        """Each by the name that templates call it by."""
        return {
            "author": self._author,
            "through": self._through,
            "tenths": self._tenths,
            "message": self._message,
            "fieldname": self._fieldname,
            "clock": dates.clock,
            "day": self._day,
            "length": dates.length,
            "percent": self._percent,
            "iso": dates.iso,
            "said": self._said,
        }

    def _said(self, text: str) -> str:
        """A word of the page's own tables, or a sentence of the supervisor's."""
        own = self.catalogue.gettext(text) if text else text
        return own if own != text else sentences.said(text, self.chosen)

    def _message(self, text: str) -> str:
        """What a revision says of itself: one sentence for each step."""
        return sentences.message(text, self.chosen)

    def _day(self, moment: float) -> str:
        return dates.day(moment, self.chosen)

    def _percent(self, share: float) -> str:
        return self._decimal(f"{share:.2f}")

    def _tenths(self, seconds: float) -> str:
        return self._decimal(f"{seconds:.1f}")

    def _decimal(self, figure: str) -> str:
        return figure.replace(".", ",") if self.chosen == "ru" else figure

    def _fieldname(self, path: str, kind: str, kinds: Mapping[str, Kind]) -> str:
        """A field as the form of its part calls it, else as refusals do."""
        known = kinds[kind].fields() if kind in kinds else ()
        label = next((each.label for each in known if each.path == path), "")
        return self.catalogue.gettext(label) if label else sentences.named(path, self.chosen)

    def _author(self, who: str) -> str:
        """An account's name, a program's, or whom the box knows by no account."""
        if program := program_of(who):
            return self.catalogue.gettext(mark("the program %(name)s")) % {"name": program}
        return self.catalogue.gettext(words.OF_BOX[who].name) if who in words.OF_BOX else who

    def _through(self, who: str) -> str:
        """By which door it was changed; empty for what the box did by itself."""
        by = words.through(who)
        return self.catalogue.gettext(by) if by else by
