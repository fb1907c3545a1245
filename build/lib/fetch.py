"""Bring pinned files into the cache; only bytes with the pinned hash ever get there."""

from __future__ import annotations

import hashlib
import http.client
import shutil
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from build.lib import mirrors
from build.lib.cache import file_digest
from build.lib.lockfile import Pin
from build.lib.progress import say, step
from build.lib.settings import BuildError, settings

_TRIES = 3
_AT_ONCE = 6
_TELL_EVERY = 10.0  # seconds


class PinGoneError(BuildError):
    """The mirror no longer has a pinned file."""


def place_of(pin: Pin) -> Path:
    """Where the file of `pin` is, or will be, in the cache."""
    return settings().cache / "pool" / pin.sha256[:2] / f"{pin.sha256}.{Path(pin.path).suffix[1:]}"


def _download(url: str, part: Path) -> str:
    total = hashlib.sha256()
    with urllib.request.urlopen(url, timeout=60) as answer, part.open("wb") as out:  # noqa: S310 the mirror is a setting
        while block := answer.read(1 << 20):
            total.update(block)
            out.write(block)
    return total.hexdigest()


def fetch_one(pin: Pin, base: Callable[[str], str] = mirrors.base) -> Path:
    """The cached file of `pin`, downloaded if need be.

    Raises PinGoneError when the mirror says 404, BuildError when what it has is not what was
    pinned or it cannot be reached.
    """
    place = place_of(pin)
    if place.exists():
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f".{place.name}.part")
    url = f"{base(pin.archive)}/{urllib.parse.quote(pin.path, safe='/+~:')}"
    for attempt in range(1, _TRIES + 1):
        try:
            got = _download(url, part)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in {404, 410}:
                raise PinGoneError(f"{pin.name} {pin.version} is gone from the mirror") from error
            trouble: Exception = error
        except (OSError, http.client.HTTPException) as error:
            trouble = error
        else:
            if got != pin.sha256:
                part.unlink()
                raise BuildError(
                    f"{pin.path}: the mirror's file is not the pinned one (SHA-256 {got})"
                )
            part.rename(place)
            return place
        time.sleep(attempt)
    raise BuildError(f"{url}: {trouble}")


def fetch_all(pins: tuple[Pin, ...], base: Callable[[str], str] = mirrors.base) -> list[Pin]:
    """Fetch every pin; the ones gone from the mirror are returned, any other trouble raises."""
    missing = [pin for pin in pins if not place_of(pin).exists()]
    if not missing:
        return []
    whole, done, told = sum(p.size for p in missing), 0, time.monotonic()
    gone: list[Pin] = []
    files = f"downloading {len(missing)} packages, {whole >> 20} MiB"
    with step(files), ThreadPoolExecutor(_AT_ONCE) as pool:
        for pin, result in [(pin, pool.submit(fetch_one, pin, base)) for pin in missing]:
            try:
                result.result()
            except PinGoneError:
                gone.append(pin)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
            done += pin.size
            if time.monotonic() - told > _TELL_EVERY:
                told = time.monotonic()
                say(f"downloaded {done >> 20} of {whole >> 20} MiB")
    return gone


def copy_to(pins: tuple[Pin, ...], folder: Path) -> None:
    """Lay the cached files of `pins` into `folder` under their own names."""
    for pin in pins:
        source = place_of(pin)
        if file_digest(source) != pin.sha256:
            source.unlink()
            raise BuildError(f"{pin.path}: the cached copy was damaged and is removed; run again")
        target = folder / Path(pin.path).name
        try:
            target.hardlink_to(source)
        except OSError:
            shutil.copyfile(source, target)
