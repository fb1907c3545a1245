"""Stories as lines to read."""

from appliance.core.people import Language
from appliance.whatif.story import Happening, Story
from appliance.whatif.words import TERMS, WORDS


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


def said(happening: Happening, language: Language) -> str:
    """One sentence; empty when there is nothing to say."""
    words = getattr(WORDS[happening.what], language.value)
    return words.format(*(_gap(each, language) for each in happening.about)) if words else ""


def _gap(text: str, language: Language) -> _Gap:
    known = TERMS.get(text)
    gap = _Gap(text if known is None else getattr(known, language.value))
    gap.language = language
    return gap


def story_lines(story: Story, language: Language) -> tuple[str, ...]:
    """Each sentence behind its time from the call's begin, in minutes and seconds."""
    told = ((each.second, said(each, language)) for each in story.happenings)
    return tuple(f"{second // 60}:{second % 60:02}  {text}" for second, text in told if text)
