"""What holds a taken-over process of ours in, on the box's own systemd."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.image import confined
from tests.image.confined import ran_inside
from tests.image.exchange import process_of
from tests.integration.box.contained import Contained

_EXCHANGE, _PAGE = "asterisk.service", "lineman-web.service"
_SIP_KEY = "/var/lib/lineman/sip/tls.pem"
_BY_MANAGER = (Path(__file__).parents[2] / "image/inside/by_manager.py").read_text()
_WAYS = ("action", "console", "application", "own lines")
_EXECUTABLE = """
import os, sys
seen = f"/proc/{sys.argv[1]}"
for line in open(f"{seen}/mountinfo"):
    place = line.split()[4]
    if not os.statvfs(f"{seen}/root{place}").f_flag & os.ST_NOEXEC:
        print(place)
"""
_KEEPER = "/usr/lib/lineman/libexec/exchange-keeper"
_KEY = "the-key-of-a-phone-book"
# Each address until it is asked too often, or tells a person that the page is away; its answers.
_ASKS_OFTEN = """
import http.client, ssl, sys
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
line = http.client.HTTPSConnection("localhost", context=context)
*often, once = sys.argv[1:]
for path in (*often, once):
    seen = set()
    for _ in range(1 if path == once else 5000):
        line.request("GET", path)
        answer = line.getresponse()
        answer.read()
        seen.add(answer.status)
        if answer.status == 429:
            break
    print(*sorted(seen))
"""
_LIFTED = b"[Service]\nNoExecPaths=\nExecPaths=\n"


def _had_it_run(box: Contained, how: str) -> int:
    """What came of it: 0 is a program of the supervisor's choice run by Asterisk."""
    argv = ["python3", "-Ic", _BY_MANAGER, how]
    done = box.run(argv, user="lineman", check=False, seconds=120)
    print(done.out)
    return done.code


@pytest.mark.parametrize("how", _WAYS)
def test_asterisk_runs_no_program_for_the_supervisor(box: Contained, how: str) -> None:
    assert _had_it_run(box, how) == 1


def test_nothing_but_asterisk_is_executable_where_it_runs(box: Contained) -> None:
    """Neither as a program nor, mapped into its memory, as a module of its own."""
    argv = ["python3", "-Ic", _EXECUTABLE, process_of(box)]
    found = set(box.run(argv).out.split())
    # In these nobody but the kernel and root makes files; the folder of memory is another matter.
    root_s = ("/dev", "/sys", "/run/systemd/incoming")
    of_root = {path for path in found if path.startswith(root_s)} - {"/dev/shm"}  # noqa: S108
    libraries = {"/usr/lib/x86_64-linux-gnu", "/usr/lib/libpri.so.1.4"}
    assert found - of_root == {"/usr/sbin/asterisk", _KEEPER, *libraries}


def test_the_page_in_its_own_unit_has_no_network_and_no_line_card(box: Contained) -> None:
    """Each works outside of it, for the page's own user: nothing else is in the way."""
    card = "mkdir -p /dev/dahdi && mknod -m 666 /dev/dahdi/ctl c 1 3"
    box.run(["/bin/sh", "-c", f"{card}; chmod 755 /dev/dahdi"])
    for program in (confined.INTERNET, confined.LINE_CARD):
        box.run(["python3", "-Ic", program], user="lineman-web")
        assert not ran_inside(box, _PAGE, program), shlex.quote(program)
    assert ran_inside(box, _PAGE, confined.SUPERVISOR)


def test_what_is_secret_is_made_by_each_box_for_itself(box: Contained) -> None:
    """The same image twice without it, which is two boxes at their first start."""
    secrets = ("/var/lib/lineman/keys/web.key", _SIP_KEY, "/var/lib/lineman/identity/setup-code")
    first = [box.read(path) for path in secrets]
    box.run(["rm", *secrets])
    box.run(["systemctl", "restart", "lineman-identity.service"])
    second = [box.read(path) for path in secrets]
    assert all(first)
    assert all(second)
    assert not set(first) & set(second)


def test_asterisk_alone_reads_its_key(box: Contained) -> None:
    """Who breaks into the page, the supervisor or nginx does not stand in for the exchange."""
    box.run(["test", "-r", _SIP_KEY], user="asterisk")
    for user in ("lineman", "lineman-web", "lineman-console", "www-data"):
        box.run(["test", "!", "-r", _SIP_KEY], user=user)
    box.run(["test", "!", "-r", "/var/lib/lineman/keys/web.key"], user="asterisk")


def test_the_key_in_a_telephones_address_is_in_no_log(box: Contained) -> None:
    """The web process is away, and a telephone asks too often: nginx complains of others."""
    box.run(["systemctl", "stop", _PAGE])
    try:
        telephone, program = f"/phone-book/{_KEY}/yealink.xml", "/api/v1/seen"
        argv = ["python3", "-Ic", _ASKS_OFTEN, telephone, program, "/seen"]
        answers = box.run(argv).out.splitlines()
        assert (answers[0], answers[2]) == ("429 503", "503")
    finally:
        box.run(["systemctl", "start", _PAGE], seconds=120)
    box.run(["journalctl", "--sync"])
    journal = box.run(["journalctl", "--boot", "--output=cat"]).out
    assert re.search("limiting requests.* request: .GET /api/v1/seen ", journal)
    assert 'request: "GET /seen HTTP/1.1", upstream: ' in journal
    assert _KEY not in journal


def test_without_that_line_of_its_unit_it_would_run_each(box: Contained) -> None:
    """Last: the exchange starts anew, unconfined."""
    place = f"/run/systemd/system/{_EXCHANGE}.d"
    box.run(["mkdir", "-p", place])
    box.write(f"{place}/lifted.conf", _LIFTED)
    box.run(["systemctl", "daemon-reload"])
    box.run(["systemctl", "restart", _EXCHANGE], seconds=60)
    box.wait(["asterisk", "-rx", "core waitfullybooted"], "fully booted")
    assert {how: _had_it_run(box, how) for how in _WAYS} == dict.fromkeys(_WAYS, 0)
