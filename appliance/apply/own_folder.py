"""An expert's own files, written when an import brings them: all of them, or what was there before.

No generation holds them, so what they replace is kept beside them until the change is committed.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from appliance.apply.own_files import FIELD
from appliance.compiler.header import CUSTOM
from appliance.core.errors import Fault, Invalid
from appliance.durable import sync_folder, write_whole

log = logging.getLogger(__name__)

_NOTE = ".replaced.json"
_MODE = 0o640  # the folder gives them Asterisk's group
_REMEDY = "Make room on the box, or leave your own files out of what you import."
_BACK = "Make room on the box; they are put back before the next change, and at the next start."


@dataclass(frozen=True, slots=True)
class OwnFolder:
    """The folder; whoever is at the box writes there too."""

    folder: Path = Path(CUSTOM)

    def differing(self, wanted: Mapping[str, str]) -> dict[str, str]:
        """Those of `wanted` that are not there as they are wanted."""
        return {name: text for name, text in wanted.items() if self._here(name) != text.encode()}

    def lost(self, wanted: Mapping[str, str]) -> tuple[str, ...]:
        """Which of `wanted` are there with other lines, which are lost with them."""
        return tuple(
            f"{FIELD}/{name}"
            for name in sorted(self.differing(wanted))
            if self._here(name) is not None
        )

    def write(self, wanted: Mapping[str, str], revision: int) -> None:
        """Put them in place; after a Fault `put_back` is due as after any other.

        `revision` is the last one: the files are kept if the next one is committed.
        """
        before = {name: self._here(name) for name in wanted}
        try:
            for name, content in before.items():
                if content is not None:
                    write_whole(self._kept(name), content, _MODE)
            note = {"revision": revision, "there": {n: before[n] is not None for n in before}}
            write_whole(self.folder / _NOTE, json.dumps(note).encode(), _MODE)
            for name, text in wanted.items():
                write_whole(self.folder / name, text.encode(), _MODE)
        except OSError as error:
            raise Fault(f"Your own files cannot be written: {error.strerror}.", _REMEDY) from error

    def put_back(self) -> None:
        """What was there before the last `write`, unless it was settled. Safe to repeat.

        It stays unsettled until `settle`, when whoever reads the files has done so.
        """
        try:
            for name, was_there in self._note()[1].items():
                if not was_there:
                    (self.folder / name).unlink(missing_ok=True)
                elif self._kept(name).exists():
                    self._kept(name).replace(self.folder / name)
        except OSError as error:
            raise _not_put_back(error) from error

    def settle(self) -> None:
        """What is there now stays. Where that cannot be noted it is found out again."""
        try:
            self._forget()
        except OSError as error:
            log.warning("what your own files replaced cannot be taken away: %s", error.strerror)

    def unsettled(self, revision: int) -> tuple[str, ...]:
        """What was written by somebody who died before its change was committed.

        `revision` is the last one.
        """
        based, names = self._note()
        if names and revision > based:
            self.settle()
            return ()
        return tuple(sorted(names))

    def _forget(self) -> None:
        names = self._note()[1]
        (self.folder / _NOTE).unlink(missing_ok=True)
        for name in names:
            self._kept(name).unlink(missing_ok=True)
        if names:
            sync_folder(self.folder)

    def _note(self) -> tuple[int, dict[str, bool]]:
        try:
            note = json.loads((self.folder / _NOTE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return 0, {}
        except OSError as error:
            raise _not_put_back(error) from error
        return note["revision"], note["there"]

    def _kept(self, name: str) -> Path:
        return self.folder / f".{name}.replaced"

    def _here(self, name: str) -> bytes | None:
        """None: there is no such file."""
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Invalid(
                FIELD, f"{name} of the box cannot be read; make it readable, or take it away"
            ) from error


def _not_put_back(error: OSError) -> Fault:
    return Fault(f"Your own files cannot be put back: {error.strerror}.", _BACK)
