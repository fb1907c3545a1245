"""A generation's tree of files."""

from pathlib import Path

from appliance.apply.plan import Files
from appliance.durable import create, sync_folder

# Group-readable: the generations folder gives its group, Asterisk's, to all below it.
_FOLDER_MODE = 0o750
_FILE_MODE = 0o640


def write_tree(folder: Path, files: Files) -> None:
    """Write `files` below the new `folder`, every one of them on disk when this returns."""
    folder.mkdir(_FOLDER_MODE)
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(_FOLDER_MODE, parents=True, exist_ok=True)
        create(target, text.encode(), _FILE_MODE)
    for inside in {folder, *(folder / path for path in files)}:
        sync_folder(inside if inside == folder else inside.parent)


def read_tree(folder: Path) -> dict[str, str]:
    """Every file below `folder` by its path; empty when there is none."""
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
