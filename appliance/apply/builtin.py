"""Writes the image's built-in generation: `python3 -m appliance.apply.builtin FOLDER`.

It is the empty configuration, compiled; the start-up shell adds what belongs to the cards it sees.
"""

import sys
from pathlib import Path

from appliance.compiler.compile import MANIFEST, compile_config
from appliance.core.config import Config

# What the shell writes for the cards it sees.
_OF_THE_CARDS = frozenset(
    {
        "asterisk/dahdi-channels.conf",
        "dahdi/assigned-spans.conf",
        "dahdi/span-types.conf",
        "dahdi/system.conf",
        MANIFEST,
    }
)


def builtin_files() -> dict[str, str]:
    """Path to text, as they stand in the image."""
    files = compile_config(Config())
    return {path: text for path, text in files.items() if path not in _OF_THE_CARDS}


def main(folder: Path) -> None:
    """Write the files below `folder`."""
    for path, text in builtin_files().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
