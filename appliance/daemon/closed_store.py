"""Stands in for a configuration that cannot be read: it says so at every question."""

from dataclasses import dataclass
from typing import NoReturn

from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.core.revisions import RevisionNote


@dataclass(frozen=True, slots=True)
class ClosedStore:
    """Nothing is made up in place of what is lost; what ran at the last start runs on."""

    fault: Fault

    def _refuse(self) -> NoReturn:
        raise Fault(self.fault.text, self.fault.remedy)

    def load(self) -> Config:
        self._refuse()

    def revision(self) -> int:
        self._refuse()

    def at(self, number: int) -> Config:
        del number
        self._refuse()

    def revisions(self, most: int = 100, before: int = 0) -> tuple[RevisionNote, ...]:
        del most, before
        self._refuse()

    def restore(self, number: int, author: str) -> Config:
        del number, author
        self._refuse()

    def save(self, config: Config, author: str, message: str) -> int:
        del config, author, message
        self._refuse()
