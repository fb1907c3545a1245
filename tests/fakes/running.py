"""An Asterisk, and drivers, that run on some files, whichever they should."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from appliance.apply.plan import Files
from appliance.simulate.console import answer, value


@dataclass
class Running:
    """`said` is what it prints instead for some lines; `asked` is all that it was asked."""

    files: Files
    said: Mapping[str, str] = field(default_factory=dict)
    spans: frozenset[int] = frozenset()
    asked: list[str] = field(default_factory=list)

    async def console(self, line: str) -> str:
        self.asked.append(line)
        return self.said[line] if line in self.said else answer(self.files, line)

    async def value(self, function: str) -> str:
        self.asked.append(function)
        return value(self.files, function)

    async def entries(self, family: str) -> dict[str, str]:
        raise AssertionError(family)

    async def put_entry(self, family: str, key: str, value: str) -> None:
        raise AssertionError(family, key, value)

    async def present_spans(self) -> frozenset[int]:
        return self.spans
