"""Files for DAHDI's tools and our own programs: `#` begins a comment, each line is plain words."""

import re
from collections.abc import Iterable

from appliance.core.errors import Invalid

_LINE = re.compile(r"[!-\"$-~]+( [!-~]+)*", re.ASCII)
_HEADER = "# Written by Lineman from its configuration; changes here are lost.\n"


def text(lines: Iterable[str]) -> str:
    """The file; Invalid for a line that could be read as anything else."""
    checked = list(lines)
    for line in checked:
        if not _LINE.fullmatch(line):
            raise Invalid("line", f"{line!r} is not a few plain words")
    return _HEADER + "".join(f"{line}\n" for line in checked)
