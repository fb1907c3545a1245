"""What a taken-over process of ours would try, as whom, and what must not come of it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from appliance.bans import kept, wall
from appliance.wire.protocol import (
    LARGEST_FRAME,
    AnyRequest,
    Ask,
    GetExtensions,
    GetLog,
    GetSetupCode,
    Hello,
    InstallUpdate,
    encode,
)
from tests.image import exchange
from tests.image.harness import BOOTENV

UNTRIED = 99  # the exit code of an attempt that did not get as far as its attack


@dataclass(frozen=True, slots=True)
class Attempt:
    """One thing a hostile process does. It must fail: a zero exit code is a hole.

    `shell` runs under /bin/sh as the user alone, outside the sandbox of its unit: what stops it
    here stops it when the sandbox has a hole too. Run by root it must succeed, or its failure
    would prove nothing: as it is, or `as_root`, which asks for the same right and harms nothing.
    `nobody` is the reason why not even root gets it.
    """

    title: str
    shell: str
    as_root: str = ""
    nobody: str = ""


def _planted(path: str) -> str:
    """Root's own machinery reads this folder; the file is gone at once, and means nothing."""
    return f"f={path}; mkdir -p ${{f%/*}} && echo '# x' >$f && rm $f"


_READ_MEMORY = (
    "python3 -Ic 'import sys; at = sys.argv[1];"
    ' start = int(open(at + "/maps").readline().split("-")[0], 16);'
    ' memory = open(at + "/mem", "rb", 0); memory.seek(start); assert memory.read(1)\''
    f" /proc/{exchange.PROCESS}"
)
# One frame to the supervisor, filled up with blanks; the exit code says whether it was denied.
# Refused for what it says, and not for who says it, is not denied.
_SPEAK = f"""
import contextlib, json, socket, struct, sys

frame = sys.argv[1].encode().ljust(int(sys.argv[2]))
try:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(60)
        line.connect("/run/lineman/supervisor.sock")
        with contextlib.suppress(ConnectionError):  # it need not hear all of it
            line.sendall(struct.pack(">I", len(frame)) + frame)
        answers = line.makefile("rb")
        (size,) = struct.unpack(">I", answers.read(4))
        answer = json.loads(answers.read(size))
except (OSError, ValueError, struct.error) as fault:
    print(repr(fault))
    sys.exit({UNTRIED})
print(answer)
sys.exit(1 if answer["type"] == "Denied" else 0)
"""


def _asks(request: AnyRequest, *, session: str = "", console: bool = False, size: int = 0) -> str:
    """Ask the supervisor as the web page does; `size` is the frame's, if it is to be larger."""
    frame = encode(Ask(request, session, console)).decode()
    return shlex.join(["python3", "-Ic", _SPEAK, frame, str(size)])


_BY_MANAGER = (Path(__file__).with_name("inside") / "by_manager.py").read_text()


def _has_asterisk_run(how: str) -> str:
    """Ask Asterisk, as the supervisor does, to run a program."""
    return shlex.join(["python3", "-Ic", _BY_MANAGER, how])


_BANS, _HOME = "lineman-bans.service", "/var/lib/asterisk"
_OTHER_PROCESS = (Path(__file__).with_name("inside") / "other_process.py").read_text()
_PLANTS_CODE = (Path(__file__).with_name("inside") / "plants_code.py").read_text()


def _reaches_into(how: str, unit: str) -> str:
    """Look into the main process of a unit, or take something out of it."""
    return shlex.join(["python3", "-Ic", _OTHER_PROCESS, how, unit])


_NO_SESSION = "A" * 43  # as long as a token of the supervisor's
_LOGIN = "org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager"

ANY_USER = (
    Attempt("reads the password hashes of the system", "cat /etc/shadow"),
    Attempt("covers the page's program with files of its own",
            "mount --bind /tmp /usr/lib/lineman/app", "mount --bind /mnt /mnt && umount /mnt"),
    Attempt("remounts the root", "mount -o remount,bind,rw /", "mount -o remount,bind,ro /"),
    Attempt("writes to the running disk", "dd if=/dev/zero of=/dev/lineman/disk count=1",
            "dd if=/dev/null of=/dev/lineman/disk conv=notrunc"),
    Attempt("writes to the other slot's raw root",
            "dd if=/dev/zero of=/dev/lineman/root-b count=1 conv=notrunc",
            "dd if=/dev/null of=/dev/lineman/root-b conv=notrunc"),
    Attempt("reads the other slot's raw root", "dd if=/dev/lineman/root-b of=/dev/null count=1"),
    Attempt("changes which slot starts", f"{BOOTENV} set a_left=0",
            f"{BOOTENV} set a_left=$({BOOTENV} get a_left)"),
    Attempt("reads the TLS key", "cat /var/lib/lineman/keys/web.key"),
    Attempt("loads a kernel module", "modprobe dummy", "modprobe dummy && modprobe -r dummy"),
    Attempt("opens kernel memory", "head -c1 /dev/mem >/dev/null"),
    Attempt("becomes root by a program for that", "su -c true root </dev/null"),
    Attempt("traces process 1", "cat /proc/1/environ"),
    Attempt("starts a unit of its own", "systemd-run --wait true"),
    Attempt("stops the firewall", "systemctl stop lineman-firewall.service",
            "systemctl start lineman-firewall.service"),
    Attempt("flushes the firewall", "nft flush ruleset",
            "nft add table inet hostile && nft delete table inet hostile"),
    Attempt("starves the exchange",
            "systemctl set-property --runtime asterisk.service MemoryMax=1M",
            "systemctl set-property --runtime lineman-putback.service CPUWeight=100"
            " && rm -r /run/systemd/system.control/lineman-putback.service.d"
            " && systemctl daemon-reload"),
    Attempt("sets the clock", "date -s 2001-01-01",
            "python3 -Ic 'import time; time.clock_settime(time.CLOCK_REALTIME, time.time())'"),
    Attempt("renames the host over D-Bus", "hostnamectl set-hostname --transient owned",
            'hostnamectl set-hostname --transient "$(hostname)"'),
    Attempt("takes the processor from everybody", "chrt -f 99 true"),
    Attempt("plants a udev rule", _planted("/run/udev/rules.d/99-x.rules")),
    Attempt("plants a unit in /run", _planted("/run/systemd/system/x.service")),
    Attempt("plants a module option", _planted("/run/modprobe.d/x.conf")),
    Attempt("replaces the built-in configuration", "mv /run/lineman/builtin /run/lineman/gone",
            "mv /run/lineman/builtin /run/lineman/gone"
            " && mv /run/lineman/gone /run/lineman/builtin"),
    Attempt("moves the slot link", "ln -sfn /tmp /run/lineman/slot",
            "ln -s $(readlink /run/lineman/slot) /run/lineman/slot.x"
            " && mv -T /run/lineman/slot.x /run/lineman/slot"),
    Attempt("replaces the AMI secret", "rm -f /run/lineman/ami.conf",
            "mv /run/lineman/ami.conf /run/lineman/gone"
            " && mv /run/lineman/gone /run/lineman/ami.conf"),
    Attempt("changes the virtual cards", "echo x >> /run/lineman-virtual-cards/spans",
            "test -s /run/lineman-virtual-cards/spans && : >> /run/lineman-virtual-cards/spans"),
    Attempt("makes virtual cards of its own", _planted("/run/lineman-virtual-planted/spans")),
    Attempt("takes the call spool away",
            "mv /var/lib/lineman/spool/cel /var/lib/lineman/spool/x",
            "mkdir /var/lib/lineman/spool/x && rmdir /var/lib/lineman/spool/x"),
    Attempt("removes the journal", "rm -r /srv/log/journal",
            "mkdir /srv/log/journal/x && rmdir /srv/log/journal/x"),
    Attempt("reads raw packets", "python3 -Ic 'import socket;"
            " socket.socket(socket.AF_PACKET, socket.SOCK_RAW)'"),
    Attempt("enters a user namespace and mounts there", "unshare -rm mount -t tmpfs tmpfs /mnt"),
    Attempt("gives itself a device node", "mknod /tmp/x b 254 0 && rm /tmp/x"),
    Attempt("reads the kernel log", "dmesg"),
)  # fmt: skip

TRACES_ASTERISK = Attempt("reads Asterisk's memory", _READ_MEMORY)

# A generation of the attacker's own, made active as the supervisor may.
# The exit code is the attack's.
_FORGED = (
    "old=$(readlink /run/lineman/active); new=$(readlink -f /run/lineman/slot)/generations/999999;"
    " undo() { ln -sfn $old /run/lineman/active; rm -rf $new; };"
    f" untried() {{ undo; exit {UNTRIED}; }};"
    " cp -rL $old $new && mkdir -p $new/dahdi || untried; "
)
_CARDS = (
    " && ln -sfn $new /run/lineman/active && systemctl restart lineman-cards.service || untried; "
)
_UNDO = "; code=$?; undo; exit $code"


def _unsigned(option: str = "") -> str:
    """Have RAUC install what looks like a bundle by its name only."""
    return (
        "busctl call de.pengutronix.rauc / de.pengutronix.rauc.Installer GetPrimary"
        f" || exit {UNTRIED}; f=/srv/uploads/hostile.raucb;"
        f" head -c 4M /dev/zero >$f || exit {UNTRIED};"
        f" rauc install {option} $f; code=$?; rm $f; exit $code"
    )


# All that it may take, in files as large as go in; then is there no room for calls any more?
_FILLED = (
    "cd /var/lib/lineman && for d in slots/A slots/B identity custom; do"
    " for m in 1024 512 256 128 64 32 16 8 4 2 1; do fallocate -l ${m}M $d/hostile.$m; done; done;"
    " fallocate -l 256M spool/cel/hostile.0; code=$?; rm -f */hostile.* */*/hostile.*;"
    " [ $code -ne 0 ]"
)

SUPERVISOR = (
    Attempt("stops what it may not stop", "systemctl stop chrony.service",
            "systemctl start chrony.service"),
    Attempt("starts a unit that is not on its list",
            "systemctl start systemd-tmpfiles-clean.service"),
    Attempt("powers the box off over D-Bus", "systemctl poweroff",
            f"busctl call {_LOGIN} CanPowerOff | grep yes"),
    Attempt("has root load a driver that is no line card's", _FORGED +
            "echo 'dummy numdummies=9' >> $new/dahdi/modules" + _CARDS +
            "grep -q '^dummy ' /proc/modules" + _UNDO,
            nobody="the card loader goes by its own list, whoever wakes it"),
    Attempt("has root follow a link in a generation", _FORGED +
            "ln -sfn /etc/shadow $new/dahdi/system.conf" + _CARDS +
            "journalctl -u lineman-cards.service -n 50 | grep -q 'root:'" + _UNDO,
            nobody="dahdi_cfg reads generations without root's rights, whoever wakes it; of what"
            " the card loader itself reads it takes numbers and the words of its own list"),
    Attempt("has Asterisk run a program when a recording ends", _has_asterisk_run("action"),
            nobody="nothing but Asterisk is executable in its unit, whoever asks"),
    Attempt("has a call of Asterisk's run a program", _has_asterisk_run("application"),
            nobody="nothing but Asterisk is executable in its unit, whoever asks"),
    Attempt("kills the exchange", f"kill -9 {exchange.PROCESS}", f"kill -0 {exchange.PROCESS}"),
    Attempt("installs an update that nobody signed", _unsigned(),
            nobody="RAUC takes what the key of the build signed, whoever asks"),
    Attempt("installs an update that nobody signed, for any hardware",
            _unsigned("--ignore-compatible"),
            nobody="for which hardware it is may be left unasked, and who signed it may not"),
    Attempt("leaves no room for calls that are to be read", _FILLED,
            "cd /var/lib/lineman/identity && fallocate -l 400M hostile.0 && rm hostile.0"),
    Attempt("changes what the box falls back to",
            "echo x >> /run/lineman/builtin/asterisk/extensions.conf",
            ": >> /run/lineman/builtin/asterisk/extensions.conf"),
    TRACES_ASTERISK,
)  # fmt: skip

# What is nobody's business who only shows or speaks something.
STRANGER = (
    Attempt("reads the configuration", "cat /var/lib/lineman/slots/*/config.db >/dev/null"),
    Attempt("reads the generations", "ls /var/lib/lineman/slots/A/generations"),
    # Whatever there is: a box that has been set up has accounts and no code.
    Attempt("reads the set-up code and the accounts",
            "find /var/lib/lineman/identity -type f -exec cat {} + >/dev/null"),
    Attempt("reads the AMI secret", "cat /run/lineman/ami.conf"),
    Attempt("reads call history", "cat /srv/history/history.db >/dev/null"),
    Attempt("reads a recording", "ls /srv/recordings"),
    Attempt("opens a line card", ": </dev/dahdi/ctl"),
    Attempt("reads the journal", "journalctl -n1 --quiet | grep -q ."),
    Attempt("restarts the exchange", "systemctl restart asterisk.service",
            "systemctl start asterisk.service"),
    Attempt("restarts the box", "systemctl reboot", f"busctl call {_LOGIN} CanReboot | grep yes"),
    Attempt("asks RAUC over D-Bus",
            "busctl call de.pengutronix.rauc / de.pengutronix.rauc.Installer GetPrimary"),
    Attempt("uses Asterisk's console", "asterisk -rx 'core show version'"),
    Attempt("switches the configuration",
            "ln -sfn /tmp /run/lineman/hostile && rm /run/lineman/hostile"),
    TRACES_ASTERISK,
)  # fmt: skip

# Of whom the supervisor's socket lets in, without somebody who is logged in.
ASKER = (
    Attempt("claims root's right from the supervisor", _asks(GetLog(lines=1), console=True)),
    Attempt("asks the supervisor without a session", _asks(GetExtensions()),
            _asks(GetExtensions(), console=True)),
    Attempt("asks the supervisor with a forged session",
            _asks(GetExtensions(), session=_NO_SESSION),
            _asks(GetExtensions(), session=_NO_SESSION, console=True)),
    Attempt("asks the supervisor for the set-up code", _asks(GetSetupCode()),
            _asks(GetSetupCode(), console=True)),
    # Without a file or an address nothing begins: whoever has the right is told so.
    Attempt("has the supervisor install an update without a session", _asks(InstallUpdate()),
            _asks(InstallUpdate(), console=True)),
    Attempt("hands the supervisor a larger frame than it takes",
            _asks(Hello(), size=LARGEST_FRAME + 1), _asks(Hello(), size=LARGEST_FRAME)),
)  # fmt: skip

WEB_PAGE = (
    *STRANGER, *ASKER, Attempt("reads the keys of SNMP", "ls /run/lineman/snmp")
)  # fmt: skip
SNMP_AGENT = (*STRANGER, *ASKER)

# lineman-bans and lineman-firewall-sets run as Asterisk's own user, with a right that it has not:
# CAP_NET_ADMIN. The second is gone in a moment, so its start is what is left to attack.
ASTERISK = (
    Attempt("reads the memory of who bans", _reaches_into("memory", _BANS)),
    Attempt("traces who bans", _reaches_into("trace", _BANS)),
    Attempt("reads the environment of who bans", _reaches_into("environment", _BANS)),
    Attempt("takes an open file of who bans", _reaches_into("open file", _BANS)),
    Attempt("leaves code at home for who bans",
            shlex.join(["python3", "-Ic", _PLANTS_CODE, _BANS, str(kept.PLACE), _HOME]),
            nobody="the bans run nothing that their user keeps, whoever left it there"),
    Attempt("unbans everybody", f"nft flush set {wall.SET}",
            f"nft list set {wall.SET}"),
    Attempt("has the firewall filled anew", "systemctl restart lineman-firewall-sets.service",
            "systemctl start lineman-firewall-sets.service"),
)  # fmt: skip
