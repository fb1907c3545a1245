"""The firewall's set of addresses that SIP is not taken from; the image's rules ask it.

The kernel ends each ban by itself, also while nobody runs who could.
"""

import ipaddress
import subprocess
from collections.abc import Iterable

from appliance.core.bans import Ban
from appliance.core.errors import Fault

SET = "inet lineman banned"
_PATIENCE = 10  # seconds; nft answers within 20 ms


def rebuilt(bans: Iterable[Ban], now: float) -> str:
    """What makes the set hold these and no others."""
    return f"flush set {SET}\n" + "".join(added(ban, now) for ban in bans)


def added(ban: Ban, now: float) -> str:
    """What adds one. The address is read anew: these lines are given to root's own program."""
    address = ipaddress.IPv4Address(ban.address)
    return f"add element {SET} {{ {address} timeout {max(1, round(ban.until - now))}s }}\n"


def nft(script: str) -> None:
    """All of it or nothing. Fault when nft refuses."""
    try:
        subprocess.run(
            ["nft", "-f", "-"],
            input=script.encode(),
            check=True,
            capture_output=True,
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Fault("The firewall takes no ban.", "Switch the box off and on again.") from error
