"""`python3 -m tests.campaign.flood_sender ADDRESS KIND RATE SECONDS`: hostile requests.

Runs in the network it is started in. Prints how many it sent.
"""

from __future__ import annotations

import random
import socket
import sys
import time

from tests.integration.asterisk.mutants import mutant
from tests.integration.asterisk.neighbour import BOX
from tests.integration.asterisk.sip_message import offer, text

KINDS = ("register", "guess", "call", "rubbish")


def _request(kind: str, chance: random.Random, host: str) -> bytes:
    if kind == "rubbish":
        return mutant(chance, host)
    number, us = chance.randbytes(6).hex(), f"<sip:{chance.randrange(300, 400)}@{BOX}>"
    method = "INVITE" if kind == "call" else "REGISTER"
    headers = {
        "Via": f"SIP/2.0/UDP {host}:5060;rport;branch=z9hG4bK{number}",
        "Max-Forwards": "70",
        "From": f"{us};tag={number}",
        "To": us,
        "Call-ID": number,
        "CSeq": f"1 {method}",
        "Contact": f"<sip:301@{host}:5060>",
    }
    if kind == "guess":
        headers["Authorization"] = (
            f'Digest username="301", realm="lineman", nonce="{int(time.time())}/{number}",'
            f' uri="sip:{BOX}", response="{number}"'
        )
    body = offer((host, 40000)) if kind == "call" else ""
    return text(f"{method} sip:{BOX} SIP/2.0", headers, body)


def main(address: str, kind: str, rate: float, seconds: float) -> None:
    chance = random.Random(kind)  # noqa: S311  # the same again
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind((address, 5060))
        sender.setblocking(False)
        begun, sent = time.monotonic(), 0
        while (passed := time.monotonic() - begun) < seconds:
            while sent < passed * rate:
                sender.sendto(_request(kind, chance, address), (BOX, 5060))
                sent += 1
            time.sleep(0.002)
    print(sent, f"{passed:.3f}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4]))
