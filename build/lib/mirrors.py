"""Where the archives are: a setting, or whatever the host's own apt uses. No host is named here."""

from __future__ import annotations

import re
import subprocess
from functools import cache

from build.lib.settings import BuildError, settings


def pick(uris: list[str], archive: str) -> str | None:
    """The first of `uris` that is a copy of `archive` (`debian` or `debian-security`)."""
    for uri in uris:
        if re.search(rf"/{archive}(/[0-9TZ]+)?/?$", uri):
            return uri.rstrip("/")
    return None


def beside(uri: str) -> str:
    """The security archive's place, where `uri` is the main archive's."""
    return re.sub(r"/debian(/|$)", r"/debian-security\1", uri)


def is_snapshot(uri: str) -> bool:
    """Whether `uri` is the archive as it was once: its indexes are out of date and may be."""
    return re.search(r"/\d{8}T\d{6}Z$", uri) is not None


def _host_uris() -> list[str]:
    shown = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return shown.stdout.split()


@cache
def base(archive: str) -> str:
    """Base URL of `archive`, without a slash at the end."""
    given = settings().mirror if archive == "debian" else settings().security_mirror
    if given:
        return given
    # A snapshot's other archive lies beside it, under the same time or the one before.
    if archive == "debian-security" and re.search(r"/debian(/|$)", settings().mirror):
        return beside(settings().mirror)
    found = pick(_host_uris(), archive)
    if found is None and archive == "debian-security":
        found = beside(base("debian"))
    if found is None:
        raise BuildError("this machine's apt names no Debian mirror: set LINEMAN_MIRROR")
    return found
