"""Stories as lines to read."""

from appliance.core.people import Language
from appliance.whatif.story import Happening, Story
from appliance.whatif.words import TERMS, WORDS


def said(happening: Happening, language: Language) -> str:
    """One sentence; empty when there is nothing to say."""
    return WORDS[happening.what].filled(happening.about, language, TERMS)


def story_lines(story: Story, language: Language) -> tuple[str, ...]:
    """Each sentence behind its time from the call's begin, in minutes and seconds."""
    told = ((each.second, said(each, language)) for each in story.happenings)
    return tuple(f"{second // 60}:{second % 60:02}  {text}" for second, text in told if text)
