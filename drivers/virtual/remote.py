"""Drives a machine from outside: one JSON request a line on a unix socket, one JSON answer a line.

A request names what to `do`, on which thing, and how long to wait where it waits:
`{"do": "phone.lift", "phone": "1"}`. The answer is `{"ok": true, …}` or `{"ok": false, "error": …}`
and repeats the request's `id` when it had one. Requests of one connection are served in order;
open several to wait for several things at once.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drivers.dahdi.errors import DahdiError
from drivers.virtual.machine import Machine
from drivers.virtual.verbs import VERBS, Refused, Verb
from drivers.virtual.waiting import Missed

_MODE = 0o660


async def serve(machine: Machine, path: Path) -> asyncio.Server:
    """Listen at `path`; whoever may open it may do everything."""
    path.unlink(missing_ok=True)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _conversation(machine, reader, writer)

    server = await asyncio.start_unix_server(connected, path)
    path.chmod(_MODE)
    return server


async def _conversation(
    machine: Machine, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    try:
        while line := await reader.readline():
            answer = await obey(machine, line)
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()
    except (ConnectionError, asyncio.LimitOverrunError):
        pass  # whoever asked has gone
    finally:
        writer.close()


async def obey(machine: Machine, line: bytes) -> dict[str, Any]:
    """One request, one answer."""
    request: Mapping[str, Any] = {}
    try:
        request = _decode(line)
        answer = await _verb(request)(machine, request)
    except (Refused, Missed, DahdiError) as error:
        return _named(request, {"ok": False, "error": str(error)})
    except (KeyError, TypeError, ValueError) as error:
        return _named(request, {"ok": False, "error": f"request: {error!r}"})
    return _named(request, {"ok": True, **answer})


def _verb(request: Mapping[str, Any]) -> Verb:
    wanted = str(request["do"])
    if wanted not in VERBS:
        raise Refused(f"nobody knows how to {wanted}")
    return VERBS[wanted]


def _decode(line: bytes) -> Mapping[str, Any]:
    request = json.loads(line)
    if not isinstance(request, dict):
        raise Refused("a request is an object")
    return request


def _named(request: Mapping[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    return {"id": request["id"], **answer} if "id" in request else answer
