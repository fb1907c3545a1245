"""Writes the image's built-in generation: `python3 -m appliance.apply.builtin FOLDER`.

It is the empty configuration, compiled; the start-up shell adds what belongs to the cards it sees.
There are no tables: nobody is known, so every telephone has the usual rights.
"""

import sys
from pathlib import Path

from appliance.compiler.asterisk import extconfig_conf, res_config_sqlite3_conf
from appliance.compiler.compile import EXTCONFIG, RES_CONFIG, compile_config
from appliance.compiler.conf import emit
from appliance.compiler.tables import is_table
from appliance.core.config import Config

# What the shell writes for the cards it sees.
_OF_THE_CARDS = frozenset(
    {
        "asterisk/dahdi-channels.conf",
        "dahdi/assigned-spans.conf",
        "dahdi/span-types.conf",
        "dahdi/system.conf",
    }
)


def builtin_files() -> dict[str, str]:
    """Path to text, as they stand in the image."""
    files = compile_config(Config())
    files[EXTCONFIG] = emit(extconfig_conf.render(()))
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
