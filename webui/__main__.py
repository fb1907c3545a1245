"""`python3 -m webui`: serve until told to stop."""

from __future__ import annotations

import gc
import logging
import socket
from pathlib import Path

from appliance import notify
from webui import app, settings
from webui.application import App


def main() -> None:
    """Bind, serve in this one process, tell systemd when the first request can come."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    chosen = settings.from_arguments()
    web = app.create(chosen)
    web.register_listener(_ready, "after_server_start")
    web.run(sock=_bound(chosen), single_process=True, motd=False, access_log=False)


def _bound(chosen: settings.Settings) -> socket.socket:
    """The listening socket; the unix one lets in our own group only, which nginx is in."""
    if chosen.port:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", chosen.port))
        return listening
    chosen.listen.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(str(chosen.listen))
    Path(chosen.listen).chmod(0o660)
    return listening


async def _ready(web: App) -> None:
    """Alive is who serves: the watchdog is petted by the loop that answers requests.

    What stays for ever is never looked through for garbage again: a request now and then waited
    for that.
    """
    gc.collect()
    gc.freeze()
    notify.ready()
    web.add_task(notify.keep_alive())


if __name__ == "__main__":
    main()
