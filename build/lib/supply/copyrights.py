"""Licences out of Debian's copyright files, as SPDX expressions."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import cast

from debian.copyright import Copyright, FilesParagraph, License, NotMachineReadableError
from license_expression import get_spdx_licensing

from build.lib.supply.model import ContentsError

logging.getLogger("debian.copyright").setLevel(logging.CRITICAL)

# Debian's short names that are not SPDX's, in lower case; `+` and `.0` are dealt with by `_gnu`.
_NAMES = {
    "all-permissive": "FSFAP",
    "apache-2": "Apache-2.0",
    "artistic": "Artistic-1.0-Perl",
    "bsd-3": "BSD-3-Clause",
    "bsd3": "BSD-3-Clause",
    "bsl-1": "BSL-1.0",
    "bzip": "bzip2-1.0.6",
    "cc0": "CC0-1.0",
    "expat": "MIT",
    "gfdl-niv-1.3": "GFDL-1.3-no-invariants-only",
    "gfdl-niv-1.3+": "GFDL-1.3-no-invariants-or-later",
    "gfdl-1.3+-no-invariant": "GFDL-1.3-no-invariants-or-later",
    "gfdl-1.2+": "GFDL-1.2-or-later",
    "gfdl-1.3+": "GFDL-1.3-or-later",
    "gpl": "GPL-1.0-or-later",
    "lgpl": "LGPL-2.0-or-later",
    "mit/x11": "MIT",
    "openldap": "OLDAP-2.8",
    "openldap-2.8": "OLDAP-2.8",
    "sleepycat": "Sleepycat",
    "unicode": "Unicode-DFS-2016",
    "unicode-data": "Unicode-DFS-2016",
}
_EXCEPTIONS = {
    "autoconf": {"2": "Autoconf-exception-2.0", "3": "Autoconf-exception-3.0"},
    "autoconf generic": {"3": "Autoconf-exception-generic-3.0"},
    "bison": {"2": "Bison-exception-2.2", "3": "Bison-exception-2.2"},
    "bison-2.2": {"2": "Bison-exception-2.2", "3": "Bison-exception-2.2"},
    "libtool": {"2": "Libtool-exception", "3": "Libtool-exception"},
    "linux-syscall-note": {"2": "Linux-syscall-note"},
    "texinfo": {"2": "Texinfo-exception", "3": "Texinfo-exception"},
    "llvm": {"2": "LLVM-exception"},
}

# Debian's word for files that say nothing of their own (makefiles, short lists): the package's
# licence is theirs.
_SAYS_NOTHING = frozenset({"none"})

_REFERENCE = re.compile(r"LicenseRef-[A-Za-z0-9.-]+")

Texts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What a person read in copyright files, as `build/reference/licences.toml` has it.

    `licences` of source packages whose file no machine can read; `words` of a `LicenseRef-` that
    a file has in its prose alone.
    """

    licences: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


@cache
def spdx_names() -> dict[str, str]:
    """SPDX's licences by their names in lower case."""
    return {key.lower(): key for key in get_spdx_licensing().known_symbols}


def _gnu(name: str) -> str | None:
    """GPL-2+ and the like, as SPDX writes them."""
    match = re.fullmatch(r"(l?gpl)-(\d)(\.\d)?(\+|-only|-or-later)?", name)
    if match is None:
        return None
    family, major, minor, later = match.groups()
    ending = "or-later" if later in {"+", "-or-later"} else "only"
    return f"{family.upper()}-{major}{minor or '.0'}-{ending}"


def _exception(name: str) -> str | None:
    match = re.fullmatch(r"(\S+) with (.+?) exception", name)
    if match is None or match[2] not in _EXCEPTIONS:
        return None
    base = _gnu(match[1]) or _NAMES.get(match[1]) or spdx_names().get(match[1])
    major = re.search(r"\d", match[1])
    known = _EXCEPTIONS[match[2]].get(major[0] if major else "")
    return f"{base} WITH {known}" if base and known else None


def atom(name: str, source: str) -> str:
    """One licence's name in SPDX's words, or a `LicenseRef-` of the source package."""
    low = name.lower().strip()
    known = _gnu(low) or _NAMES.get(low) or _exception(low) or spdx_names().get(low)
    if known:
        return known
    return f"LicenseRef-{re.sub(r'[^A-Za-z0-9.]+', '-', f'{source}-{name}').strip('-')}"


def expression(synopsis: str, source: str) -> str:
    """A copyright file's `License:` line as an expression: `and` binds before `or`, `,` last."""
    parts = []
    for part in re.split(r",\s+(?:and\s+)?", synopsis.strip()):
        ways = [
            " AND ".join(atom(name, source) for name in re.split(r"\s+and\s+", way))
            for way in re.split(r"\s+or\s+", part, flags=re.IGNORECASE)
        ]
        joined = " OR ".join(f"({way})" if " AND " in way and len(ways) > 1 else way
                             for way in ways)  # fmt: skip
        parts.append(f"({joined})" if len(ways) > 1 else joined)
    return " AND ".join(parts)


def simplified(expressions: set[str]) -> str:
    """All of `expressions` at once, without repetitions. Raises ContentsError on a wrong one."""
    licensing = get_spdx_licensing()
    # A name in two spellings of case is one; each in brackets keeps an OR together.
    whole = licensing.parse(" AND ".join(f"({e})" for e in sorted(expressions)))
    strange = [
        key for key in licensing.unknown_license_keys(whole) if not key.startswith("LicenseRef-")
    ]
    if strange:
        raise ContentsError(f"not SPDX: {', '.join(strange)}")
    return str(whole.simplify())


def _has_licence(paragraph: FilesParagraph) -> bool:
    # The library's types do not know that it may be missing.
    return bool(cast("object", paragraph.license))


def _paragraphs(path: Path) -> tuple[list[License], dict[str, str]] | None:
    """Licences of the files, and the texts that stand alone; None if it is plain text."""
    try:
        with path.open(encoding="utf-8", errors="replace") as opened:
            parsed = Copyright(opened, strict=False)
    except NotMachineReadableError:
        return None
    used = [
        cast("License", p.license)
        for p in parsed.all_files_paragraphs()
        if _has_licence(p) and not all(f.startswith("debian/") for f in p.files)
    ]
    used = [found for found in used if found.synopsis.lower() not in _SAYS_NOTHING]
    lone = [cast("License", p.license) for p in parsed.all_license_paragraphs()]
    alone = {found.synopsis: found.text for found in lone}
    return used, alone


def judged(path: Path, source: str, by_person: Told) -> tuple[str, Texts]:
    """The licence that the copyright file at `path` tells, and the words of the unusual ones.

    Raises ContentsError when there is no file, or it does not say enough and no person did.
    """
    if given := by_person.licences.get(source):
        return simplified({given}), _texts_of(given, by_person.words, path)
    if not path.exists():
        raise ContentsError(f"the package of {path.parent.name} has no copyright file")
    paragraphs = _paragraphs(path)
    if paragraphs is None or not paragraphs[0]:
        raise ContentsError(
            f"read {path} and give the licence of {source} in build/reference/licences.toml"
        )
    used, alone = paragraphs
    whole = simplified({expression(found.synopsis, source) for found in used})
    words = alone | {found.synopsis: found.text for found in used if found.text}
    told = {name: t for synopsis, t in words.items() for name in _named(synopsis, source)}
    own = {atom(synopsis, source): t for synopsis, t in words.items()}
    return whole, _texts_of(whole, {**told, **own, **by_person.words}, path)


def _named(synopsis: str, source: str) -> set[str]:
    """The unusual ones of a line of several, whose words stand together."""
    return set(_REFERENCE.findall(expression(synopsis, source)))


def _texts_of(whole: str, words: Mapping[str, str], path: Path) -> Texts:
    references = sorted(set(_REFERENCE.findall(whole)))
    silent = [name for name in references if not words.get(name, "").strip()]
    if silent:
        names = ", ".join(silent)
        raise ContentsError(
            f"read {path} and give the words of {names} in build/reference/licences.toml"
        )
    return tuple((name, words[name].strip()) for name in references)
