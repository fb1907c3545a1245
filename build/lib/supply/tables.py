"""The lists for people: licences, and what takes how much room."""

from __future__ import annotations

from build.lib.supply.model import Component, Contents

_FAMILIES = (
    ("kernel", ("deb:linux-image",)),
    ("line card drivers", ("deb:dahdi", "deb:lineman-dahdi", "deb:libtonezone", "deb:libpri",
                           "deb:libss7", "deb:libopenr2")),
    ("sounds", ("deb:asterisk-core-sounds", "deb:asterisk-moh")),
    ("Asterisk", ("deb:asterisk", "deb:libspandsp", "deb:libsrtp")),
    ("Python", ("deb:python3", "deb:libpython3")),
    ("Python packages", ("wheel:",)),
    ("web page's packages", ("npm:",)),
    ("systemd and udev", ("deb:systemd", "deb:libsystemd", "deb:udev", "deb:libudev")),
    ("boot loader and initial RAM disk", ("start:",)),
    ("Lineman", ("own:",)),
)  # fmt: skip
_REST = "the rest of Debian"


def family(key: str) -> str:
    """What a component counts under in the table of sizes."""
    return next((name for name, starts in _FAMILIES if key.startswith(starts)), _REST)


def sizes(contents: Contents) -> str:
    """MiB of content (before compression) a family, then a component, largest first."""
    total = {c.key: sum(entry.size for entry in contents.of[c.key]) for c in contents.components}
    grouped = dict.fromkeys([*(name for name, _ in _FAMILIES), _REST], 0)
    for key, size in total.items():
        grouped[family(key)] += size
    lines = ["MiB    part (uncompressed)"]
    lines += [_row(grouped[name], name) for name in sorted(grouped, key=lambda n: -grouped[n])]
    lines += [_row(sum(total.values()), "in all"), "", "MiB    component"]
    lines += [_row(total[key], key) for key in sorted(total, key=lambda k: (-total[k], k))]
    return "\n".join(lines) + "\n"


def families(text: str) -> str:
    """The first of the tables of `sizes` alone."""
    return text.split("\n\n", maxsplit=1)[0]


def _row(size: int, name: str) -> str:
    return f"{size / (1 << 20):6.2f} {name}"


def licences(contents: Contents) -> str:
    """Every component with its licence, then the words of those that SPDX has no name for."""
    lines = [
        f"Licences of what is in Lineman {contents.version}, in SPDX's words. The full texts are",
        "in /usr/share/common-licenses and /usr/share/doc/*/copyright on the box.",
        "",
    ]
    lines += [_line(component) for component in contents.components]
    texts = dict(pair for component in contents.components for pair in component.texts)
    for name, text in sorted(texts.items()):
        lines += ["", f"---- {name}", text]
    return "\n".join(lines) + "\n"


def _line(component: Component) -> str:
    return f"{component.key} {component.version}: {component.licence}"
