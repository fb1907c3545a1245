"""The least configuration with which Asterisk gives dial tone on the lines that a box has."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.compiler.conf import ConfFile, Option, Section, emit, parse

FOLDER = "/run/bare-asterisk"
_MODULES = ("pbx_config.so", "codec_alaw.so", "res_timing_dahdi.so", "chan_dahdi.so")
_OF_A_LINE = ("signalling", "switchtype", "dahdichan")
_CONTEXT = "bare"


def configuration(channels: str) -> Mapping[str, str]:
    """Files by name; `channels` is the box's own dahdi-channels.conf.

    The same lines, as a line card wants them, and a dialplan of one line.
    """
    folders = dict.fromkeys(("astetcdir", "astdbdir", "astspooldir", "astlogdir"), FOLDER)
    folders |= {"astrundir": FOLDER, "astmoddir": "/usr/lib/x86_64-linux-gnu/asterisk/modules"}
    return {
        "asterisk.conf": _file(directories=folders),
        "modules.conf": emit(ConfFile(sections=(Section("modules", (
            Option("autoload", "no"), *(Option("load", name) for name in _MODULES),
        )),))),
        "chan_dahdi.conf": emit(ConfFile(sections=_lines(channels))),
        "extensions.conf": _file(**{_CONTEXT: {"exten": "_X.,1,Hangup()"}}),
    }  # fmt: skip


def _file(**sections: Mapping[str, str]) -> str:
    made = (
        Section(name, tuple(Option(key, value, arrow=True) for key, value in lines.items()))
        for name, lines in sections.items()
    )
    return emit(ConfFile(sections=tuple(made)))


def _lines(channels: str) -> tuple[Section, ...]:
    """Each line with its signalling and nothing that costs time."""
    return (
        Section("channels", (Option("context", _CONTEXT),)),
        *(
            Section(line.name, tuple(
                option for option in line.lines
                if isinstance(option, Option) and option.name in _OF_A_LINE
            ))
            for line in parse(channels).sections
        ),
    )  # fmt: skip
