"""The card models this box knows: one file a model, found by what the bus says.

Plain data: importing it needs neither DAHDI nor the compiled extension.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from drivers.catalogue.model import Model, Parameter, PciId, Socket, SocketKind

_NOT_MODELS = {"model", "parameters", "virtual"}


@cache
def models() -> tuple[Model, ...]:
    """Every model file, in order of key."""
    names = sorted(found.name for found in iter_modules(__path__) if found.name not in _NOT_MODELS)
    return tuple(import_module(f"{__name__}.{name}").MODEL for name in names)


def model(key: str) -> Model:
    """The model of that key. Raises `KeyError` for a key no release had."""
    return {known.key: known for known in models()}[key]


def identify(found: PciId) -> Model | None:
    """The model a PCI device is, by its most precise id; None for a card nobody described."""
    matches = [
        (pci.precision, known) for known in models() for pci in known.ids if pci.matches(found)
    ]
    return max(matches, key=lambda match: match[0])[1] if matches else None


def unknown(driver: str, sockets: tuple[Socket, ...]) -> Model:
    """A card nobody described, drawn as the driver counts its channels.

    Its sockets are in the driver's order, which may not be the bracket's.
    """
    return Model(
        key="unknown",
        name=f"Card of driver {driver}",
        driver=driver,
        ids=(),
        sockets=sockets,
        quirks=("This card is in no list of ours: its sockets are numbered as the driver does.",),
    )


def loadable() -> dict[str, tuple[str, ...]]:
    """Which drivers the box may load, and the parameters each may be given."""
    drivers: dict[str, set[str]] = {}
    for known in models():
        if known.ids:
            drivers.setdefault(known.driver, set()).update(p.name for p in known.parameters)
    return {driver: tuple(sorted(names)) for driver, names in sorted(drivers.items())}


__all__ = [
    "Model",
    "Parameter",
    "PciId",
    "Socket",
    "SocketKind",
    "identify",
    "loadable",
    "model",
    "models",
    "unknown",
]
