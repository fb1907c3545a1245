"""The web framework's application, as this package types it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TypeAlias

from sanic import Config, Sanic

App: TypeAlias = "Sanic[Config, SimpleNamespace]"
