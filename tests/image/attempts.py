"""What a taken-over process of ours would try, as whom, and what must not come of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attempt:
    """One thing a hostile process does. It must fail: a zero exit code is a hole.

    `shell` runs under /bin/sh as the user alone, outside the sandbox of its unit: what stops it
    here stops it when the sandbox has a hole too. Root can do it without harm, so that its failing
    says something: as it stands, or by `as_root`, which puts back what it did. Where root cannot
    either, `nobody` says why.
    """

    title: str
    shell: str
    as_root: str = ""
    nobody: str = ""


_NO_UNITS = "mkdir -p /run/systemd/system && echo > /run/systemd/system/x.service"
_NO_OPTIONS = "mkdir -p /run/modprobe.d && echo > /run/modprobe.d/x.conf"
_LOGIN = "org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager"
_HOSTNAME = "org.freedesktop.hostname1 /org/freedesktop/hostname1 org.freedesktop.hostname1"


def _there_and_back(path: str) -> str:
    return f"mv {path} {path}.x && mv {path}.x {path}"


ANY_USER = (
    Attempt("reads the password hashes of the system", "cat /etc/shadow"),
    Attempt("writes to the verified root", "touch /usr/lib/lineman/app/x",
            nobody="it is read-only for root too"),
    Attempt("remounts the root writable", "mount -o remount,rw / && touch /usr/x",
            nobody="EROFS cannot be written"),
    Attempt("opens the running disk for writing",
            "dd if=/dev/null of=/dev/lineman/disk conv=notrunc"),
    Attempt("reads the other slot's raw root", "dd if=/dev/lineman/root-b of=/dev/null count=1"),
    Attempt("changes which slot starts", "/usr/lib/lineman/libexec/bootenv set a_left=3"),
    Attempt("reads the TLS key", "cat /var/lib/lineman/keys/web.key"),
    Attempt("loads a kernel module", "modprobe dummy numdummies=0",
            as_root="modprobe dummy numdummies=0 && modprobe -r dummy"),
    Attempt("opens kernel memory", "head -c1 /dev/mem"),
    Attempt("becomes root by a setuid program", "su -c true root </dev/null"),
    Attempt("looks into process 1", "cat /proc/1/environ"),
    Attempt("reads Asterisk's memory",
            "p=$(pidof -s asterisk) && read -r from < /proc/$p/maps &&"
            " dd if=/proc/$p/mem bs=1 count=1 skip=$((0x${from%%-*})) of=/dev/null"),
    Attempt("starts a unit of its own", "systemd-run --wait true"),
    Attempt("stops the firewall", "systemctl stop lineman-firewall.service",
            as_root="systemctl restart lineman-firewall.service"),
    Attempt("flushes the firewall", "nft flush ruleset",
            as_root="nft flush ruleset && nft -f /etc/nftables.conf"),
    Attempt("changes a unit", "systemctl set-property --runtime asterisk.service CPUWeight=1000"),
    Attempt("sets the clock", "date -s @$(date +%s)"),
    Attempt("renames the host over D-Bus", f"busctl call {_HOSTNAME} SetHostname sb lineman false"),
    Attempt("mounts a file system", "mount -t tmpfs tmpfs /mnt",
            as_root="mount -t tmpfs tmpfs /mnt && umount /mnt"),
    Attempt("plants a udev rule", "echo > /run/udev/rules.d/99-x.rules",
            as_root="echo > /run/udev/rules.d/99-x.rules && rm /run/udev/rules.d/99-x.rules"),
    Attempt("plants a unit in /run", _NO_UNITS,
            as_root=f"{_NO_UNITS} && rm /run/systemd/system/x.service"),
    Attempt("plants a module option", _NO_OPTIONS,
            as_root=f"{_NO_OPTIONS} && rm /run/modprobe.d/x.conf"),
    Attempt("replaces the built-in configuration", _there_and_back("/run/lineman/builtin")),
    Attempt("moves the slot link", "ln -sfn $(readlink /run/lineman/slot) /run/lineman/slot"),
    Attempt("replaces the AMI secret", _there_and_back("/run/lineman/ami.conf")),
    Attempt("changes the virtual cards", ": >> /run/lineman/virtual/spans"),
    Attempt("takes the call spool away", _there_and_back("/var/lib/lineman/spool/cel")),
    Attempt("takes the journal away", _there_and_back("/srv/log/journal")),
    Attempt("reads raw packets", "python3 -c "
            "'import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)'"),
    Attempt("enters a user namespace and mounts there",
            "unshare -rpfm mount -t tmpfs tmpfs /mnt"),
    Attempt("gives itself a device node", "mknod /tmp/x b 254 0",
            as_root="mknod /tmp/x b 254 0 && rm /tmp/x"),
    Attempt("reads the kernel log", "dmesg"),
)  # fmt: skip

# A generation of the attacker's own, made active as the supervisor may.
# The exit code is the attack's.
_FORGED = (
    "old=$(readlink /run/lineman/active); new=$(readlink -f /run/lineman/slot)/generations/999999;"
    " cp -rL $old $new; mkdir -p $new/dahdi; "
)
_UNDO = "code=$?; ln -sfn $old /run/lineman/active; rm -r $new; exit $code"
_PROGRAM = "root's own program, which reads it, refuses"

SUPERVISOR = (
    Attempt("restarts what it may not", "systemctl restart chrony.service"),
    Attempt("starts what it may not", "systemctl start systemd-hostnamed.service"),
    Attempt("powers the box off over D-Bus", f"busctl call {_LOGIN} CanPowerOff | grep yes"),
    Attempt("has root load a driver that is no line card's", _FORGED +
            "echo 'dummy numdummies=9' >> $new/dahdi/modules; ln -sfn $new /run/lineman/active;"
            " systemctl restart lineman-cards.service; grep -q '^dummy ' /proc/modules; " + _UNDO,
            nobody=_PROGRAM),
    Attempt("has root follow a link in a generation", _FORGED +
            "ln -sfn /etc/shadow $new/dahdi/system.conf; ln -sfn $new /run/lineman/active;"
            " systemctl restart lineman-cards.service;"
            " journalctl -u lineman-cards.service -n 50 | grep -q 'root:'; " + _UNDO,
            nobody=_PROGRAM),
)  # fmt: skip

WEB_PAGE = (
    Attempt("reads the configuration", "cat /var/lib/lineman/slots/*/config.db"),
    Attempt("reads the generations", "ls /var/lib/lineman/slots/A/generations"),
    Attempt("reads the set-up code", "cat /var/lib/lineman/identity/setup-code"),
    Attempt("reads the AMI secret", "cat /run/lineman/ami.conf"),
    Attempt("reads call history", "cat /srv/history/history.db"),
    Attempt("reads a recording", "ls /srv/recordings"),
    Attempt("opens a line card", ": < /dev/dahdi/ctl"),
    Attempt("reads the journal", "journalctl -n1 -u lineman --quiet | grep ."),
    Attempt("reloads the exchange", "systemctl reload asterisk.service"),
    Attempt("restarts the box", f"busctl call {_LOGIN} CanReboot | grep yes"),
    Attempt("asks RAUC over D-Bus",
            "busctl call de.pengutronix.rauc / de.pengutronix.rauc.Installer GetPrimary"),
    Attempt("uses Asterisk's console", "asterisk -rx 'core show version'"),
    Attempt("switches the configuration",
            "ln -sfn $(readlink /run/lineman/active) /run/lineman/active",
            as_root="ln -sfn $(readlink /run/lineman/active) /run/lineman/active"
            " && chown -h lineman:lineman /run/lineman/active"),
)  # fmt: skip
