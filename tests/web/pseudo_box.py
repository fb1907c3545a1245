"""A simulated supervisor whose stories are marked as `tests.web.pseudo` marks the page's words."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.core.people import Language
from appliance.core.saying import Said
from appliance.simulate.__main__ import main
from tests.web.pseudo import LANGUAGE, marked

_filled = Said.filled


def _marked(
    self: Said, about: tuple[str, ...], language: Language, terms: Mapping[str, Said]
) -> str:
    text = _filled(self, about, language, terms)
    return marked(text) if text and language.value == LANGUAGE else text


if __name__ == "__main__":
    Said.filled = _marked  # type: ignore[method-assign]
    main()
