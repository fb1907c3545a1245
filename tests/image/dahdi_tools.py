"""What the tools of DAHDI and Asterisk print about spans, as values that can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from appliance.wire.views import AlarmWord, CardView, SocketKind
from tests.image.harness import Guest

FAR_SPANS = 100  # spans above are the far ends of looped cards: the page shows only the box's own
D_CHANNEL = 16
_SIGNALLING = {SocketKind.FXS: "FXOKS", SocketKind.FXO: "FXSKS"}  # a telephone speaks the opposite
_WORDS = {
    "RED": AlarmWord.RED, "YELLOW": AlarmWord.YELLOW, "YEL": AlarmWord.YELLOW,
    "BLUE": AlarmWord.BLUE, "BLU": AlarmWord.BLUE, "LOOP": AlarmWord.LOOPBACK,
    "LB": AlarmWord.LOOPBACK, "RECOVERING": AlarmWord.RECOVERING, "REC": AlarmWord.RECOVERING,
    "NOTOPEN": AlarmWord.NOT_OPEN, "NOP": AlarmWord.NOT_OPEN,
}  # fmt: skip

Alarms = frozenset[AlarmWord]


def _alarms(words: str) -> Alarms:
    return frozenset(_WORDS[word] for word in re.findall(r"[A-Z]+", words) if word != "OK")


@dataclass(frozen=True, slots=True)
class Channel:
    """Its signalling and its alarms."""

    signalling: str
    alarms: Alarms


@dataclass(slots=True)
class Span:
    """A span with its channels by number."""

    name: str
    alarms: Alarms
    channels: dict[int, Channel] = field(default_factory=dict)


Spans = dict[int, Span]


def shown(cards: tuple[CardView, ...]) -> Spans:
    """What `cards` say, in the words of the tools.

    An analogue span is in alarm when all its channels are: that is how it looks on the page.
    """
    spans: Spans = {}
    for card in cards:
        for socket in card.sockets:
            span = spans.setdefault(socket.span, Span(card.key, frozenset()))
            alarms = frozenset(socket.alarms)
            for offset in range(socket.channels):
                signalling = _SIGNALLING.get(socket.kind, "Clear")
                if socket.kind is SocketKind.E1 and offset + 1 == D_CHANNEL:
                    signalling = "HDLCFCS"
                span.channels[socket.channel + offset] = Channel(signalling, alarms)
    for span in spans.values():
        span.alarms = frozenset.intersection(*(c.alarms for c in span.channels.values()))
    return spans


def lsdahdi(box: Guest) -> Spans:
    """The box's own spans by `lsdahdi`."""
    spans: Spans = {}
    for line in box.run(["lsdahdi"]).out.splitlines():
        if head := re.fullmatch(r'### Span +(\d+): (\S+) ".*" ?(.*)', line):
            span = spans[int(head[1])] = Span(head[2], _alarms(head[3]))
        else:
            number, _type, signalling, *rest = line.split()
            alarms = _alarms(" ".join(rest).replace("(In use)", ""))
            span.channels[int(number)] = Channel(signalling, alarms)
    return {number: span for number, span in spans.items() if number < FAR_SPANS}


@dataclass(frozen=True, slots=True)
class Scanned:
    """A span by `dahdi_scan`: no word of its channels but where they lie."""

    name: str
    alarms: Alarms
    base: int
    channels: int


def _summary(span: Span) -> Scanned:
    return Scanned(span.name, span.alarms, min(span.channels), len(span.channels))


def summaries(spans: Spans) -> dict[int, Scanned]:
    """`spans` as `dahdi_scan` tells them."""
    return {number: _summary(span) for number, span in spans.items()}


def dahdi_scan(box: Guest) -> dict[int, Scanned]:
    """The box's own spans by `dahdi_scan`."""
    found = {}
    for part in re.split(r"^\[(?=\d+\]$)", box.run(["dahdi_scan"]).out, flags=re.MULTILINE)[1:]:
        number, _, lines = part.partition("]\n")
        told = dict(line.split("=", 1) for line in lines.splitlines())
        assert told["active"] == "yes"
        found[int(number)] = Scanned(
            told["name"], _alarms(told["alarms"]), int(told["basechan"]), int(told["totchans"])
        )
    return {number: span for number, span in found.items() if number < FAR_SPANS}


def pri_spans(box: Guest) -> dict[int, frozenset[str]]:
    """Span to what `pri show spans` says of it: `Up` or `Down`, `Active`, perhaps `In Alarm`."""
    told = box.run(["asterisk", "-rx", "pri show spans"]).out
    lines = re.findall(r"^PRI span (\d+)/0: (.*)$", told, re.MULTILINE)
    return {int(number): frozenset(words.strip().split(", ")) for number, words in lines}


def accuracy(box: Guest, passes: int) -> dict[str, float]:
    """`Best`, `Worst`, `Average` and `Cumulative` of `dahdi_test`, in per cent."""
    told = box.run(["dahdi_test", "-c", str(passes)], seconds=120).out
    found = re.findall(r"(\w+)(?: Accuracy \(not per pass\))?: ([\d.]+)%?", told)
    return {word: float(share) for word, share in found}
