"""Sentences with gaps, in Russian and English.

`{0}` is the first thing a sentence is about, and `{1:one|few|many}` the form that the number in
the second asks for (English has two).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.core.people import Language


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence in both languages; both empty: nothing is said."""

    ru: str
    en: str

    def filled(
        self, about: tuple[str, ...], language: Language, terms: "Mapping[str, Said]"
    ) -> str:
        """With `about` in its gaps, translated where it is one of `terms`."""
        words: str = getattr(self, language.value)
        return words.format(*(_gap(each, language, terms) for each in about))


class _Gap(str):
    """What stands in a gap; a format of `one|few|many` chooses the form for its number."""

    __slots__ = ("language",)
    language: Language

    def __format__(self, forms: str) -> str:
        if not forms:
            return str(self)
        choices = forms.split("|")
        return choices[form(int(self), self.language)] if self.isdecimal() else choices[-1]


def form(number: int, language: Language) -> int:
    """Which form of a noun goes with `number`: the first, second or third."""
    if language is Language.EN:
        return 0 if number == 1 else 1
    if number % 10 == 1 and number % 100 != 11:
        return 0
    return 1 if number % 10 in {2, 3, 4} and number % 100 not in {12, 13, 14} else 2


def _gap(text: str, language: Language, terms: Mapping[str, Said]) -> _Gap:
    known = terms.get(text)
    gap = _Gap(text if known is None else getattr(known, language.value))
    gap.language = language
    return gap
