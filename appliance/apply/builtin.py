"""Writes the image's built-in generation: `python3 -m appliance.apply.builtin FOLDER`.

It is the empty configuration, compiled; the start-up shell adds what belongs to the cards it sees.
There are no tables: nobody is known, so every telephone has the usual rights. The dialplan is that
of an office with an E1 and a city line: a group that is not there has no line to give.
"""

import sys
from dataclasses import replace
from pathlib import Path

from appliance.compiler.asterisk import (
    extconfig_conf,
    extensions_conf,
    res_config_sqlite3_conf,
)
from appliance.compiler.compile import EXTCONFIG, RES_CONFIG, compile_config
from appliance.compiler.conf import Section, emit
from appliance.compiler.stamps import stamped
from appliance.compiler.tables import is_table
from appliance.core.cards import FoundCard, FoundSpan, HardwareKey, Port, SpanKind
from appliance.core.commands import AdoptCard, edit
from appliance.core.config import Config
from appliance.core.text import Token

# What the shell writes for the cards it sees.
_OF_THE_CARDS = frozenset(
    {
        "asterisk/dahdi-channels.conf",
        "dahdi/assigned-spans.conf",
        "dahdi/span-types.conf",
        "dahdi/system.conf",
    }
)
_DIALPLAN = "asterisk/extensions.conf"
_LINE = "from-pstn-line"  # the shell's too: to the first telephone, if there is one
_LINES = FoundCard(
    HardwareKey("usb:lines"),
    "lines",
    Token("lines"),
    (FoundSpan(1, SpanKind.E1), FoundSpan(2, SpanKind.ANALOGUE, (Port.FXO,))),
)


def _dialplan() -> str:
    conf = extensions_conf.render(edit(Config(), AdoptCard(_LINES)))
    sections = (Section(_LINE) if each.name == _LINE else each for each in conf.sections)
    return stamped(_DIALPLAN, emit(replace(conf, sections=tuple(sections))))


def builtin_files() -> dict[str, str]:
    """Path to text, as they stand in the image."""
    files = compile_config(Config())
    files[EXTCONFIG] = emit(extconfig_conf.render(()))
    files[_DIALPLAN] = _dialplan()
    files[RES_CONFIG] = emit(res_config_sqlite3_conf.render(()))
    return {
        path: text
        for path, text in files.items()
        if path not in _OF_THE_CARDS and not is_table(path)
    }


def main(folder: Path) -> None:
    """Write the files below `folder`."""
    for path, text in builtin_files().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
