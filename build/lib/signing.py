"""The keys that sign: supplied for a release, made by this machine for itself otherwise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from build.lib import chroot, roots
from build.lib.cache import locked
from build.lib.chroot import Root
from build.lib.progress import warn
from build.lib.settings import BuildError, settings

# What the certificate may be used for, and for how many days; RAUC checks the purpose.
_BUNDLE_PURPOSE = (
    "-addext", "keyUsage=critical,digitalSignature", "-addext", "extendedKeyUsage=codeSigning",
)  # fmt: skip
_DAYS = "36500"


def modules_key() -> Path:
    """PEM file with the private key of the kernel modules and its certificate."""
    return _key("modules", "LINEMAN_MODULE_KEY", settings().signing_key, roots.compiler)


def bundle_key() -> Path:
    """PEM file with the private key of update bundles and its certificate."""
    return _key(
        "bundles", "LINEMAN_BUNDLE_KEY", settings().bundle_key, roots.workshop, _BUNDLE_PURPOSE
    )


def certificate(pem: Path) -> str:
    """The certificate in a key's PEM file: what a box is given to check with."""
    text = pem.read_text()
    begin = "-----BEGIN CERTIFICATE-----"
    if begin not in text:
        raise BuildError(f"{pem} holds no certificate beside the key")
    return text[text.index(begin) :]


def _key(
    name: str,
    variable: str,
    given: Path | None,
    tools: Callable[[], Root],
    purpose: tuple[str, ...] = (),
) -> Path:
    if given:
        return given
    if settings().release:
        raise BuildError(f"a release needs the key of its {name}: set {variable} to its PEM file")
    place = settings().cache / "keys" / f"{name}.pem"
    with locked(f"{name}-key"):
        if not place.exists():
            _make(name, place, tools(), purpose)
            warn(f"{name} are signed with this machine's own development key {place}")
    return place


def _make(name: str, place: Path, tools: Root, purpose: tuple[str, ...]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part, public = place.with_suffix(".part"), place.with_suffix(".crt")
    part.touch(mode=0o600)
    chroot.run(tools, [
        "openssl", "req", "-new", "-x509", "-newkey", "rsa:3072", "-nodes", "-sha256",
        "-days", _DAYS, "-batch", "-subj", f"/CN=Lineman development {name}", *purpose,
        "-keyout", str(part), "-out", str(public),
    ], log=settings().cache / "logs" / f"{name}-key.log")  # fmt: skip
    with part.open("a") as out:
        out.write(public.read_text())
    public.unlink()
    part.rename(place)
