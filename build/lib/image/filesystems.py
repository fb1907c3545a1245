"""The image's file systems, made without mounting: the same bytes for the same input."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from build.lib.image.layout import MIB

_BLOCK = 4096
# Fixed, so that the same root has the same hash: nobody can prepare a collision in SHA-256.
_SALT = "6c696e656d616e00" * 4
_UUID = "4c494e45-4d41-4e00-8000-0000000000ff"
# Measured: appliance/decisions/0009-root-filesystem.md
_EROFS = ("-zlz4hc,9", "-C65536", "-Efragments,ztailpacking")


def run(argv: list[str], **extra: str) -> str:
    """Run a tool; what it printed comes back, a failure shows it."""
    env = {**os.environ, **extra}
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{argv[0]}: {done.stdout}{done.stderr}")
    return done.stdout


@dataclass(frozen=True, slots=True)
class Verity:
    """What must be known to check a root: 4096-byte data blocks, salt and root hash."""

    blocks: int
    salt: str
    root_hash: str

    def argument(self) -> str:
        """As the kernel's command line carries it to the initial RAM disk."""
        return f"{self.blocks}:{self.salt}:{self.root_hash}"


def root(tree: Path, out: Path, epoch: int) -> Verity:
    """Write the root's file system with its hash tree appended."""
    run([
        "mkfs.erofs", "--quiet", *_EROFS, "-T", str(epoch), "-U", _UUID,
        "--exclude-regex=^boot/.*", str(out), str(tree),
    ])  # fmt: skip
    length = -(-out.stat().st_size // _BLOCK) * _BLOCK
    os.truncate(out, length)
    shown = run([
        "veritysetup", "format", str(out), str(out), f"--hash-offset={length}",
        f"--data-blocks={length // _BLOCK}", f"--salt={_SALT}", f"--uuid={_UUID}",
    ])  # fmt: skip
    found = [line.split()[-1] for line in shown.splitlines() if line.startswith("Root hash:")]
    return Verity(length // _BLOCK, _SALT, found[0])


def fat(out: Path, files: Mapping[str, Path], epoch: int, mib: int = 0, serial: int = 0) -> None:
    """Write a FAT file system with `files` (path inside -> source), as small as fits or `mib`."""
    need = sum(path.stat().st_size for path in files.values())
    size = mib or -(-(need * 102 // 100) // MIB) + 2
    out.unlink(missing_ok=True)
    with out.open("wb") as opened:
        opened.truncate(size * MIB)
    kind = "32" if size >= 128 else "16"
    run(["mkfs.vfat", "--invariant", "-F", kind, "-i", f"{0x4C490000 + serial:08x}", str(out)])
    made: set[str] = set()
    # FAT keeps local times: whose they are is not the builder's.
    clock = {"SOURCE_DATE_EPOCH": str(epoch), "MTOOLS_SKIP_CHECK": "1", "TZ": "UTC"}
    for inside, source in files.items():
        parts = inside.split("/")[:-1]
        for depth in range(1, len(parts) + 1):
            above = "/".join(parts[:depth])
            if above not in made:
                run(["mmd", "-i", str(out), f"::/{above}"], **clock)
                made.add(above)
        os.utime(source, (epoch, epoch))
        run(["mcopy", "-m", "-i", str(out), str(source), f"::/{inside}"], **clock)


def state(out: Path, mib: int, epoch: int) -> None:
    """Write the empty ext4 of the state partition; the box makes its folders itself."""
    out.unlink(missing_ok=True)
    quota = "quotatype=prjquota"
    run([
        "mke2fs", "-q", "-t", "ext4", "-L", "lm-state", "-U", _UUID, "-O", "quota,project", "-E",
        f"{quota},hash_seed={_UUID},lazy_itable_init=1,lazy_journal_init=1,root_owner=0:0",
        str(out), f"{mib}M",
    ], SOURCE_DATE_EPOCH=str(epoch))  # fmt: skip


def write_json(path: Path, values: Mapping[str, object]) -> None:
    """Keep what a later step must know."""
    path.write_text(json.dumps(values, indent=1, sort_keys=True) + "\n")
