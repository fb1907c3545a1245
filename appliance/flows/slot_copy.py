"""What belongs to a slot goes along to the other one before a trial."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from appliance.core.errors import Fault
from appliance.durable import point, sync, sync_folder

CONFIG = "config.db"
LIVE_STATE = Path("astdb") / "astdb.sqlite3"
_COMMITTED = "committed"
_FOR_ASTERISK_TOO = 0o666  # inside a folder that only it and we may enter
_OURS = 0o640


def copy_slot(own: Path, other: Path) -> None:
    """Configuration, its generation and what telephones changed; Fault when there is no room.

    Safe to repeat: each part is whole, old or new.
    """
    with _failure_told():
        copy_database(own / CONFIG, other / CONFIG, _OURS)
        _copy_generation(own, other)
    copy_live_state(own, other)


def copy_live_state(own: Path, other: Path) -> None:
    """Forwarding and the like, which telephones change by themselves; Fault as `copy_slot`."""
    with _failure_told():
        if (own / LIVE_STATE).exists():
            copy_database(own / LIVE_STATE, other / LIVE_STATE, _FOR_ASTERISK_TOO)


@contextlib.contextmanager
def _failure_told() -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise Fault(
            f"The settings cannot be copied for the new version: {error}",
            "Switch the box off and on again, then try once more.",
        ) from error


def copy_database(source: Path, target: Path, mode: int) -> None:
    """A consistent copy while others write; the target appears by one rename."""
    fresh = target.with_name(f".{target.name}.new")
    fresh.unlink(missing_ok=True)
    # Asterisk may write to the folder: made and held here, so that what gets the mode is ours.
    made = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, _OURS)
    try:
        _fill(source, fresh)
        os.fchmod(made, mode)
        os.fsync(made)
    finally:
        os.close(made)
    for left in ("-wal", "-shm", "-journal"):  # of the database that is replaced
        target.with_name(target.name + left).unlink(missing_ok=True)
    fresh.replace(target)
    sync_folder(target.parent)


def _fill(source: Path, fresh: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as read,
        contextlib.closing(sqlite3.connect(fresh)) as written,
    ):
        read.backup(written)
        written.execute("PRAGMA journal_mode=DELETE")


def _copy_generation(own: Path, other: Path) -> None:
    """The committed one alone, under its own number; `committed` moves when it is whole."""
    link = own / _COMMITTED
    if not link.is_symlink():
        (other / _COMMITTED).unlink(missing_ok=True)
        return
    generation = link.readlink().name
    folder = other / "generations"
    staging, target = folder / ".staging", folder / generation
    (other / _COMMITTED).unlink(missing_ok=True)
    shutil.rmtree(staging, ignore_errors=True)
    shutil.rmtree(target, ignore_errors=True)
    _copy_folder(own / "generations" / generation, staging)
    staging.rename(target)
    sync_folder(folder)
    point(other / _COMMITTED, Path("generations") / generation)
    sync_folder(other)


def _copy_folder(source: Path, target: Path) -> None:
    """Folders are new and take their group from above: the service may not set that bit itself."""
    target.mkdir(source.stat().st_mode & 0o777)
    for path in source.iterdir():
        if path.is_dir():
            _copy_folder(path, target / path.name)
        else:
            shutil.copy(path, target)
            sync(target / path.name)
    sync_folder(target)
