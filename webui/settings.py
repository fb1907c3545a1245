"""Where things are, as the unit or the demo says it."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """`port` 0 means the unix socket at `listen`; a port serves plain HTTP on loopback only.

    Browsers treat loopback as a secure place, so `__Host-` cookies work there too.
    """

    supervisor: Path = Path("/run/lineman/supervisor.sock")
    listen: Path = Path("/run/lineman-web/web.sock")
    assets: Path = Path(__file__).parent / "static"
    port: int = 0


def from_arguments(arguments: list[str] | None = None) -> Settings:
    """Read the command line; without any it is the box."""
    parser = argparse.ArgumentParser(prog="webui", description="Lineman's web page")
    known = Settings()
    parser.add_argument("--supervisor", type=Path, default=known.supervisor)
    parser.add_argument("--listen", type=Path, default=known.listen, help="unix socket for nginx")
    parser.add_argument("--assets", type=Path, default=known.assets)
    parser.add_argument("--port", type=int, default=0, help="plain HTTP on 127.0.0.1 instead")
    return Settings(**vars(parser.parse_args(arguments)))
