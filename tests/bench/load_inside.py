"""Runs in the box: as many browsers as wanted, each of which fetches one page after the other.

Until the file that is named on standard input is there; then it prints how many came, and what was
answered otherwise than with a page.
"""

import http.client
import itertools
import json
import ssl
import sys
import threading
from collections import Counter
from pathlib import Path

asked = json.load(sys.stdin)
stop = Path(asked["stop"])
came: Counter[str] = Counter()
trusting = ssl.create_default_context()
trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
_OF_A_LINE = 900  # nginx closes a connection after a thousand requests


def browse(first: int) -> None:
    """Each begins at another page."""
    paths = itertools.cycle(asked["paths"][first:] + asked["paths"][:first])
    while not stop.exists():
        line = http.client.HTTPSConnection("localhost", timeout=60, context=trusting)
        for path in itertools.islice(paths, _OF_A_LINE):
            line.request("GET", path, headers=asked["headers"])
            answer = line.getresponse()
            answer.read()
            came["200" if answer.status == 200 else f"{answer.status} {path}"] += 1
            if stop.exists():
                break
        line.close()


browsers = [
    threading.Thread(target=browse, args=(number % len(asked["paths"]),))
    for number in range(asked["clients"])
]
for each in browsers:
    each.start()
for each in browsers:
    each.join()
sys.stdout.write(json.dumps(came))
