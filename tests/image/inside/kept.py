"""Prints every file of both slots' state with its SHA-256, and the names of what was uploaded."""

import hashlib
import os
import sqlite3
import sys
from pathlib import Path


def _content(path: Path) -> bytes:
    """Of a database what was committed: its own pages change their places meanwhile."""
    if path.is_symlink():
        return os.fsencode(path.readlink())
    if path.suffix != ".db":
        return path.read_bytes()
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return "\n".join(database.iterdump()).encode()
    finally:
        database.close()


slots, uploads = map(Path, sys.argv[1:])
for each in sorted(slots.rglob("*")):
    if (each.is_symlink() or each.is_file()) and not each.name.endswith(("-wal", "-shm")):
        print(each, hashlib.sha256(_content(each)).hexdigest())
print(*sorted(path.name for path in uploads.iterdir()))
