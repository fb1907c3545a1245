"""Writes the image's built-in generation: `python3 -m appliance.apply.builtin FOLDER`.

It is the empty configuration, compiled; the start-up shell adds what belongs to the cards it sees.
"""

import sys
from pathlib import Path

from appliance.compiler.compile import ASTERISK, compile_config
from appliance.core.config import Config

# The shell writes it for the cards it sees.
_OF_THE_CARDS = "asterisk/dahdi-channels.conf"


def builtin_files() -> dict[str, str]:
    """Path to text, as they stand in the image."""
    files = compile_config(Config())
    return {path: files[path] for path in ASTERISK if path != _OF_THE_CARDS}


def main(folder: Path) -> None:
    """Write the files below `folder`."""
    for path, text in builtin_files().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
