"""The same commit built a second time: other path, cache, umask, time zone, order of files.

LINEMAN_TWICE_SHARED names kinds of products that both builds share, such as `asterisk dahdi`, to
compare the rest sooner. That proves nothing of a whole build, so no campaign counts it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from build.lib import same
from build.lib.cache import remove
from build.lib.progress import step
from build.lib.settings import TREE, BuildError, commit_time, settings

# What is compared, by the words that make it; everything before it is signed.
PRODUCTS = """
import json
from build.lib import asterisk, base, binding, contents, image, modules, tree, webassets
made = tree.tree()
print(json.dumps({
    "asterisk": str(asterisk.packages()[0].parent),
    "dahdi": str(modules.unsigned() / "out"),
    "base": str(base.package().parent),
    "binding": str(binding.extensions()),
    "webassets": str(webassets.assets()),
    "tree": str(made.root),
    "contents": str(contents.contents(made)),
    "image": str(image.image()),
}))
"""
# Fetched by hash, or tools that are the same for everybody; and the keys, which sign afterwards.
_SHARED = ("pool", "roots", "venvs", "npm", "keys", "drift")


def _copy(to: Path) -> None:
    """The tree's files, uncommitted changes too, laid down in the opposite order."""
    shown = subprocess.run(
        ["git", "-c", f"safe.directory={TREE}", "-C", str(TREE), "ls-files", "-z",
         "--cached", "--others", "--exclude-standard"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    for name in sorted(shown.stdout.split("\0"), reverse=True):
        source = TREE / name
        if name and (source.is_symlink() or source.is_file()):
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, to / name, follow_symlinks=False)


def _build(tree: Path, cache: Path, **changed: str) -> dict[str, str]:
    env = {**os.environ, "LINEMAN_CACHE": str(cache), "SOURCE_DATE_EPOCH": str(commit_time()),
           "PYTHONPATH": str(tree), **changed}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", PRODUCTS], cwd=tree, env=env, stdout=subprocess.PIPE, text=True,
        check=False, umask=0o077 if changed else 0o022,
    )  # fmt: skip
    if done.returncode != 0:
        raise BuildError("one of the two builds failed; see above")
    made: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return made


def differences(one: str, other: str, name: str) -> list[str]:
    """What the product `name` has otherwise in its second making; a line, too, if it has none."""
    if Path(one).samefile(other):
        return [f"{name} was made once: both builds took it from {one}"]
    # Only the tree is an image's content as it stands; of the others the bytes count.
    return list(same.differences(Path(one), Path(other), content_only=name != "tree"))


def refuse_shared(first: dict[str, str], second: dict[str, str], shared: list[str]) -> None:
    """Raise BuildError with what was compared, if something was shared by a person's wish."""
    if not shared:
        return
    told = [line for name in first for line in differences(first[name], second[name], name)]
    raise BuildError(
        "no result is kept of builds that share products: unset LINEMAN_TWICE_SHARED "
        f"({' '.join(shared)}). What they did not share, compared:\n  " + "\n  ".join(told)
    )


def prepare() -> dict[str, str]:
    """Build twice; where the products of both are, for the campaign that compares them.

    BuildError where they share more than tools and what is fetched by hash.
    """
    kept, shared = settings().cache, os.environ.get("LINEMAN_TWICE_SHARED", "").split()
    place = kept / "twice"
    remove(place)
    copied, cache = place / "another place" / "lineman", place / "cache"
    cache.mkdir(parents=True)
    for name in (*_SHARED, *shared):
        (cache / name).symlink_to(kept / name)
    _copy(copied)
    with step("the first build", speaks=True):
        first = _build(TREE, kept)
    with step("the second build, from nothing", speaks=True):
        second = _build(
            copied, cache, TZ="Asia/Kamchatka", LANG="ru_RU.UTF-8",
            LINEMAN_BIND=f"{kept}:{copied.parent}",
        )  # fmt: skip
    refuse_shared(first, second, shared)
    return {"LINEMAN_FIRST": json.dumps(first), "LINEMAN_SECOND": json.dumps(second)}
