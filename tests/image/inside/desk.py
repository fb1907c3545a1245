"""Runs in the guest: hands one question to the demo telephones, prints all that they answer.

`desk.py SECONDS`: for so long at most; what is heard of a telephone has no end of its own.
"""

import contextlib
import socket
import struct
import sys
import time

end = time.monotonic() + float(sys.argv[1])
with socket.socket(socket.AF_UNIX) as line:
    line.connect("/run/lineman-virtual/desk.sock")
    asked = sys.stdin.buffer.read()
    line.sendall(struct.pack(">I", len(asked)) + asked)
    with contextlib.suppress(TimeoutError):
        while (left := end - time.monotonic()) > 0:
            line.settimeout(left)
            if not (answer := line.recv(1 << 16)):
                break
            sys.stdout.buffer.write(answer)
