"""What belongs to a slot goes along to the other one before a trial."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from appliance.core.errors import Fault
from appliance.durable import coming, point, sync, sync_folder, write_whole
from appliance.flows.drafts import FILE as DRAFTS
from appliance.flows.waiting import FILE as LATER

CONFIG = "config.db"
LIVE_STATE = Path("astdb") / "astdb.sqlite3"
_COMMITTED = "committed"
_GENERATIONS = "generations"
_WAITING = (LATER, DRAFTS)
_BESIDE = ("-wal", "-shm", "-journal")  # what an open database has beside it
_FOR_ASTERISK_TOO = 0o666  # inside a folder that only it and we may enter
_OURS = 0o640


def copy_slot(own: Path, other: Path) -> None:
    """Configuration, its generation, what waits to be made of it and what telephones changed.

    Fault when there is no room.

    Safe to repeat. Database and committed generation change by one rename each, and a power cut
    between the two leaves the other slot whole: its next start applies again what the database
    says (`Applier.recover`). Before the first revision it says nothing, and is not applied: so no
    generation ever stands beside such a one. What waits never stands beside another database than
    the one that it was made from.
    """
    with _failure_told():
        _forget_waiting(other)
        _forget_generations(other)  # makes room; the committed one stays
        if (own / _COMMITTED).is_symlink():
            generation = _copied_generation(own, other)
            copy_database(own / CONFIG, other / CONFIG, _OURS)
            point(other / _COMMITTED, Path(_GENERATIONS) / generation)
            sync_folder(other)
        else:
            (other / _COMMITTED).unlink(missing_ok=True)
            sync_folder(other)
            copy_database(own / CONFIG, other / CONFIG, _OURS)
        _forget_generations(other)
    copy_waiting(own, other)
    copy_live_state(own, other)


def copy_waiting(own: Path, other: Path) -> None:
    """The change that waits for its moment and what is drafted; Fault as `copy_slot`."""
    with _failure_told():
        for name in _WAITING:
            _copy_note(own / name, other / name)
        sync_folder(other)


def _copy_note(source: Path, target: Path) -> None:
    try:
        content = source.read_bytes()
    except FileNotFoundError:
        target.unlink(missing_ok=True)
    else:
        write_whole(target, content)


def _forget_waiting(slot: Path) -> None:
    for name in _WAITING:
        (slot / name).unlink(missing_ok=True)
    sync_folder(slot)


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
    fresh = target.with_name(coming(target.name))
    fresh.unlink(missing_ok=True)
    # Asterisk may write to the folder: made and held here, so that what gets the mode is ours.
    made = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, _OURS)
    try:
        _fill(source, fresh)
        os.fchmod(made, mode)
        os.fsync(made)
    finally:
        os.close(made)
    _take_in(target)
    for left in _beside(target):  # must not meet the new one
        left.unlink(missing_ok=True)
    fresh.replace(target)
    sync_folder(target.parent)


def _beside(database: Path) -> list[Path]:
    return [database.with_name(database.name + ending) for ending in _BESIDE]


def _take_in(database: Path) -> None:
    """Write into the old database what lies beside it, so that it is whole without.

    It lies there when the last user was killed. A damaged one is only to be replaced.
    """
    if not any(path.exists() for path in _beside(database)):
        return
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(database)) as old:
        old.execute("SELECT count(*) FROM sqlite_schema")
        old.execute("PRAGMA journal_mode=DELETE")


def _fill(source: Path, fresh: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as read,
        contextlib.closing(sqlite3.connect(fresh)) as written,
    ):
        read.backup(written)
        written.execute("PRAGMA journal_mode=DELETE")


def _copied_generation(own: Path, other: Path) -> str:
    """A copy of the committed one, on the disk under a number that nothing has; the number."""
    folder = other / _GENERATIONS
    staging = folder / ".staging"
    _copy_folder(own / (own / _COMMITTED).readlink(), staging)
    last = max((int(path.name) for path in _numbered(folder)), default=0)
    numbered = staging.rename(folder / f"{last + 1:06d}")
    sync_folder(folder)
    return numbered.name


def _forget_generations(slot: Path) -> None:
    """Delete all but the committed one."""
    folder, link = slot / _GENERATIONS, slot / _COMMITTED
    kept = link.readlink().name if link.is_symlink() else ""
    for path in [*_numbered(folder), folder / ".staging"]:
        if path.name != kept:
            shutil.rmtree(path, ignore_errors=True)


def _numbered(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.isdigit()]


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
