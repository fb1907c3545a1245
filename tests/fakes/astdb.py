"""What an Asterisk keeps by itself, in memory."""

from dataclasses import dataclass, field


@dataclass
class Astdb:
    """Values by `family/key`; a made-up exchange inherits it."""

    kept: dict[str, str] = field(default_factory=dict, kw_only=True)

    async def entries(self, family: str) -> dict[str, str]:
        begin = f"{family}/"
        return {
            key.removeprefix(begin): value
            for key, value in self.kept.items()
            if key.startswith(begin)
        }

    async def put_entry(self, family: str, key: str, value: str) -> None:
        if value:
            self.kept[f"{family}/{key}"] = value
        else:
            self.kept.pop(f"{family}/{key}", None)
