"""The supervisor's sentences, which are English, in another language.

A sentence is known by its pattern; what stands in a gap is taken over, translated too where it is
a sentence itself. One that is not in the catalogue is shown as it came.
"""

import re
from functools import cache

from babel.messages.pofile import read_po

from appliance.spoken.languages import SOURCE, catalogue, path_of

GAP = re.compile(r"%\((\w+)\)s")
_DEEPEST = 3  # sentences within sentences


def said(sentence: str, language: str, depth: int = 0) -> str:
    """`sentence` in `language`, or as it came."""
    if not sentence or language == SOURCE:
        return sentence  # the catalogue's own header is under the empty one
    exact = catalogue(language).gettext(sentence)
    if exact != sentence or depth == _DEEPEST:
        return exact
    for pattern, known in _patterns(language):
        if found := pattern.fullmatch(sentence):
            gaps = {k: said(v, language, depth + 1) for k, v in found.groupdict().items()}
            return catalogue(language).gettext(known) % gaps
    return sentence


def message(text: str, language: str) -> str:
    """What a revision or a waiting change says of itself: one sentence for each step."""
    return "; ".join(said(each, language) for each in text.split("; "))


def refusal(field: str, reason: str, language: str) -> str:
    """`Invalid` as one line: where, and what to do there."""
    return (
        f"{named(field, language)}: {said(reason, language)}" if field else said(reason, language)
    )


def named(field: str, language: str) -> str:
    """A field's name; of a path such as `devices[0].ring_seconds` each step."""
    steps = (step.partition("[") for step in field.split("."))
    return ".".join(said(name.replace("_", " "), language) + at + n for name, at, n in steps)


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Those with gaps; the one that says the most itself comes first."""
    with path_of(language).open("rb") as opened:
        known = [str(each.id) for each in read_po(opened, locale=language)]
    open_ = (each for each in known if GAP.search(each))
    ordered = sorted(open_, key=lambda each: (-len(GAP.sub("", each)), each))
    return tuple((pattern(each), each) for each in ordered)


def pattern(sentence: str) -> re.Pattern[str]:
    """What matches the sentence with anything in its gaps."""
    parts = GAP.split(sentence)
    texts, names = parts[::2], parts[1::2]
    gaps = [f"(?P<{name}>.+?)" for name in names] + [""]
    made = (re.escape(text % ()) + gap for text, gap in zip(texts, gaps, strict=True))
    return re.compile("".join(made), re.DOTALL)
