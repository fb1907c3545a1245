"""Whether Asterisk has read the files it should, this very text and no other.

A file with a stamp (`appliance.compiler.stamps`) tells it of all its text, asterisk.conf for all
files that are read at the start alone. Of cdr.conf, extconfig.conf, logger.conf, res_fax.conf,
rtp.conf and udptl.conf is known what Asterisk shows of them; of cel_custom.conf and manager.conf,
which it shows nothing of, only that it says to have read them (`wake`). The tables of
res_config_sqlite3.conf tell by their rows (`verify`), what line cards read by its channels
(`line_channels`), and what an expert's own lines add to a file nothing tells.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from appliance.apply.plan import Files
from appliance.apply.ports import Exchange
from appliance.compiler.conf import Option, parse
from appliance.compiler.stamps import STAMPS, mark_of
from appliance.core.errors import Fault


@dataclass(frozen=True, slots=True)
class Question:
    """A line for the console about the file at `path`, whose text Asterisk should run on."""

    path: str
    line: str
    text: str

    @property
    def of_variable(self) -> bool:
        """Whether the line is no line but a variable's name."""
        return self.path in STAMPS and STAMPS[self.path].variable

    @property
    def wanted(self) -> tuple[str, ...]:
        """What is in the answer then; spaces count as one."""
        stamp = STAMPS.get(self.path)
        if stamp is not None:
            return (stamp.answer(mark_of(self.text)),)
        return tuple(_SHOWN[self.path][1](_options(self.text)))


def questions(files: Files, old: Files | None = None) -> Iterator[Question]:
    """One for each file that can be asked about and is another than in `old`."""
    for path, text in files.items():
        if old is not None and old.get(path) == text:
            continue
        if path in STAMPS:
            yield Question(path, STAMPS[path].asked(mark_of(text)), text)
        elif path in _SHOWN:
            yield Question(path, _SHOWN[path][0], text)


async def have_been_read(exchange: Exchange, files: Files, old: Files | None = None) -> None:
    """Fault unless Asterisk runs on those of `files` that are other than in `old`."""
    for question in questions(files, old):
        ask = exchange.value if question.of_variable else exchange.console
        answer = " ".join((await ask(question.line)).split())
        if not all(each in answer for each in question.wanted):
            raise Fault(f"Asterisk does not run on the new {question.path.rpartition('/')[2]}.")


_Options = list[Option]


def _options(text: str) -> _Options:
    return [
        line
        for section in parse(text).sections
        for line in section.lines
        if isinstance(line, Option)
    ]


def _valued(options: _Options, labels: Mapping[str, str]) -> Iterator[str]:
    """`Label: value` for each option that has a label."""
    for each in options:
        if each.name in labels:
            yield f"{labels[each.name]}: {_said(each.value)}"


def _said(value: str) -> str:
    return {"yes": "Yes", "no": "No"}.get(value, value)


def _records(options: _Options) -> Iterator[str]:
    enabled = next(each.value for each in options if each.name == "enable")
    yield f"Logging: {'Enabled' if enabled == 'yes' else 'Disabled'}"


def _mappings(options: _Options) -> Iterator[str]:
    for each in options:
        _, database, table = each.value.split(",")
        yield f"{each.name} (db={database}, table={table})"


def _logs(options: _Options) -> Iterator[str]:
    for each in options:
        if each.arrow:
            yield each.name
            yield from (level.upper() for level in each.value.split(","))


_RTP = {
    "rtpstart": "Port start",
    "rtpend": "Port end",
    "strictrtp": "Strict RTP",
    "icesupport": "ICE support",
}
_UDPTL = {name: name for name in ("udptlstart", "udptlend", "use_even_ports")}
_FAX = {"maxrate": "Maximum Bit Rate", "minrate": "Minimum Bit Rate"}
_SHOWN: Mapping[str, tuple[str, Callable[[_Options], Iterator[str]]]] = {
    "asterisk/cdr.conf": ("cdr show status", _records),
    "asterisk/extconfig.conf": ("core show config mappings", _mappings),
    "asterisk/logger.conf": ("logger show channels", _logs),
    "asterisk/res_fax.conf": ("fax show settings", lambda options: _valued(options, _FAX)),
    "asterisk/rtp.conf": ("rtp show settings", lambda options: _valued(options, _RTP)),
    "asterisk/udptl.conf": ("udptl show config", lambda options: _valued(options, _UDPTL)),
}
