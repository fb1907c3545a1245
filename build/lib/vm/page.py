"""The box's web page, as whoever runs the box on this machine reaches it."""

from __future__ import annotations

import ssl
import urllib.request
from contextlib import suppress

from build.lib.vm.waiting import wait_until


def page_answers(address: str) -> None:
    """The page at `address` is there; its certificate is the box's own. OSError when not."""
    unknown = ssl.create_default_context()
    unknown.check_hostname, unknown.verify_mode = False, ssl.CERT_NONE
    with urllib.request.urlopen(address, timeout=60, context=unknown) as answer:  # noqa: S310 https
        answer.read()


def wait_for_page(address: str, *, seconds: float = 300) -> None:
    """Until it answers; before, nginx says that the page is not there yet. TooLate at last."""

    def look() -> bool:
        with suppress(OSError):
            page_answers(address)
            return True
        return False

    wait_until(look, f"the page at {address}", seconds=seconds, every=1)
