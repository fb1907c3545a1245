"""What `lineman` says, in the language of whoever asked."""

from contextvars import ContextVar
from enum import StrEnum

from appliance.spoken import sentences
from appliance.spoken.languages import SOURCE, catalogue, mark

_language: ContextVar[str] = ContextVar("language", default=SOURCE)

# Short words of the wire and the core, which stand for themselves in English.
TERMS = (
    mark("starting"),
    mark("running"),
    mark("attention"),
    mark("trial"),
    mark("restarting"),
    mark("notice"),
    mark("warning"),
    mark("error"),
    mark("empty"),
    mark("unconfigured"),
    mark("idle"),
    mark("lifted"),
    mark("ringing"),
    mark("talking"),
    mark("no-line"),
    mark("in-service"),
    mark("alarm"),
    mark("absent"),
    mark("red"),
    mark("yellow"),
    mark("blue"),
    mark("recovering"),
    mark("loopback"),
    mark("not-open"),
    mark("internal"),
    mark("inbound"),
    mark("outbound"),
    mark("dialling"),
    mark("answered"),
    mark("busy"),
    mark("no-answer"),
    mark("voicemail"),
    mark("abandoned"),
    mark("caller"),
    mark("called"),
    mark("took up"),
    mark("asked"),
    mark("listened"),
    mark("failed"),
    mark("cut"),
    mark("emergency"),
    mark("free"),
    mark("city"),
    mark("long distance"),
    mark("mobile"),
    mark("international"),
    mark("paid"),
    mark("other"),
    mark("forward"),
    mark("do not disturb"),
    mark("day and night"),
    mark("pick a line"),
    mark("record"),
    mark("status"),
    mark("pick up"),
    mark("listen"),
    mark("whisper"),
    mark("join"),
    mark("recordings"),
    mark("supervises"),
    mark("assists"),
    mark("stands in for"),
    mark("is personal manager of"),
    mark("staff"),
    mark("client"),
    mark("partner"),
    mark("guest"),
    mark("none"),
    mark("outside"),
    mark("own"),
    mark("all"),
    mark("shown"),
    mark("hidden"),
    mark("new"),
    mark("changed"),
    mark("same"),
    mark("refused"),
)


def speak(language: str) -> None:
    """From now on in `language`."""
    _language.set(language)


def language() -> str:
    """What is spoken now."""
    return _language.get()


def decimal(number: float, places: int = 2) -> str:
    """With the comma or the point of the language."""
    return f"{number:.{places}f}".replace(".", "," if language() == "ru" else ".")


def _(text: str, **gaps: object) -> str:
    """One of our own sentences."""
    words = catalogue(_language.get()).gettext(text)
    return words % gaps if gaps else words


def said(sentence: str) -> str:
    """What the supervisor said."""
    return sentences.said(sentence, _language.get())


def message(text: str) -> str:
    """What a revision says of itself."""
    return sentences.message(text, _language.get())


def refusal(field: str, reason: str) -> str:
    """Where something was refused, and what to do there."""
    return sentences.refusal(field, reason, _language.get())


def field_name(path: str) -> str:
    """A field of a part, as a refusal names it."""
    return sentences.named(path, _language.get())


def term(word: str | StrEnum) -> str:
    """A short word of the wire."""
    return said(str(word))
