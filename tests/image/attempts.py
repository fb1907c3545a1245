"""What a taken-over process of ours would try, as whom, and what must not come of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attempt:
    """One thing a hostile process does. It must fail: a zero exit code is a hole.

    `shell` runs under /bin/sh as the user alone, outside the sandbox of its unit: what stops it
    here stops it when the sandbox has a hole too.
    """

    title: str
    shell: str


ANY_USER = (
    Attempt("reads the password hashes of the system", "cat /etc/shadow"),
    Attempt("writes to the verified root", "touch /usr/lib/lineman/app/x"),
    Attempt("remounts the root writable", "mount -o remount,rw /"),
    Attempt("writes to the running disk", "dd if=/dev/zero of=/dev/lineman/disk count=1"),
    Attempt("reads the other slot's raw root", "dd if=/dev/lineman/root-b of=/dev/null count=1"),
    Attempt("changes which slot starts", "/usr/lib/lineman/libexec/bootenv set a_left=0"),
    Attempt("reads the TLS key", "cat /var/lib/lineman/keys/web.key"),
    Attempt("loads a kernel module", "modprobe dummy"),
    Attempt("opens kernel memory", "head -c1 /dev/mem"),
    Attempt("becomes root by a setuid program", "su -c true root </dev/null"),
    Attempt("traces process 1", "cat /proc/1/environ"),
    Attempt("traces Asterisk", "cat /proc/$(pidof asterisk)/mem"),
    Attempt("starts a unit of its own", "systemd-run --wait true"),
    Attempt("masks the firewall", "systemctl stop lineman-firewall.service"),
    Attempt("flushes the firewall", "nft flush ruleset"),
    Attempt("edits a unit", "systemctl edit --stdin --runtime asterisk.service </dev/null"),
    Attempt("sets the clock", "date -s 2001-01-01"),
    Attempt("renames the host over D-Bus", "hostnamectl set-hostname owned"),
    Attempt("switches swap on a file of its own", "swapon /srv/uploads/x"),
    Attempt("plants a job", "echo '* * * * * root true' > /etc/cron.d/x"),
    Attempt("plants a udev rule", "echo x > /run/udev/rules.d/99-x.rules"),
    Attempt("plants a unit in /run", "echo x > /run/systemd/system/x.service"),
    Attempt("plants a module option", "echo x > /run/modprobe.d/x.conf"),
    Attempt("replaces the built-in configuration", "mv /run/lineman/builtin /run/lineman/gone"),
    Attempt("moves the slot link", "ln -sfn /tmp /run/lineman/slot"),
    Attempt("replaces the AMI secret", "rm -f /run/lineman/ami.conf"),
    Attempt("changes the virtual cards", "echo x >> /run/lineman/virtual/spans"),
    Attempt("takes the call spool away", "mv /var/lib/lineman/spool/cel /tmp/x"),
    Attempt("removes the journal", "rm -r /srv/log/journal"),
    Attempt("reads raw packets", "timeout 2 tcpdump -i lo -c1 || python3 -c "
            "'import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)'"),
    Attempt("enters a user namespace and mounts there", "unshare -rm mount -t proc proc /mnt"),
    Attempt("calls RAUC's bundle loader with a plain file",
            "rauc install /etc/hostname"),
    Attempt("gives itself a device node", "mknod /tmp/x b 254 0"),
    Attempt("reads the kernel log", "dmesg"),
)  # fmt: skip

# A generation of the attacker's own, made active as the supervisor may.
# The exit code is the attack's.
_FORGED = (
    "old=$(readlink /run/lineman/active); new=$(readlink -f /run/lineman/slot)/generations/999999;"
    " cp -rL $old $new; mkdir -p $new/dahdi; "
)
_UNDO = "code=$?; ln -sfn $old /run/lineman/active; rm -r $new; exit $code"

SUPERVISOR = (
    Attempt("stops what it may not stop", "systemctl stop dbus.service"),
    Attempt("starts a shell unit it may not start", "systemctl start debug-shell.service"),
    Attempt("powers the box off over D-Bus", "systemctl poweroff"),
    Attempt("has root load a driver that is no line card's", _FORGED +
            "echo 'dummy numdummies=9' >> $new/dahdi/modules; ln -sfn $new /run/lineman/active;"
            " systemctl restart lineman-cards.service; grep -q '^dummy ' /proc/modules; " + _UNDO),
    Attempt("has root follow a link in a generation", _FORGED +
            "ln -sfn /etc/shadow $new/dahdi/system.conf; ln -sfn $new /run/lineman/active;"
            " systemctl restart lineman-cards.service;"
            " journalctl -u lineman-cards.service -n 50 | grep -q 'root:'; " + _UNDO),
    Attempt("signs its own bundle",
            "rauc --keyring=/etc/hostname install /srv/uploads/x.raucb"),
    Attempt("links a recording into the system", "ln -s /etc /usr/x"),
)  # fmt: skip

WEB_PAGE = (
    Attempt("reads the configuration", "ls /var/lib/lineman/slots/A/generations"
            " && cat /var/lib/lineman/slots/*/config.db"),
    Attempt("reads the set-up code", "cat /var/lib/lineman/identity/setup-code"),
    Attempt("reads the AMI secret", "cat /run/lineman/ami.conf"),
    Attempt("reads call history", "cat /srv/history/history.db"),
    Attempt("reads a recording", "ls /srv/recordings"),
    Attempt("opens a line card", "head -c1 /dev/dahdi/ctl"),
    Attempt("reads the journal", "journalctl -n1 -u lineman --quiet | grep -q ."),
    Attempt("restarts the exchange", "systemctl restart asterisk.service"),
    Attempt("restarts the box", "systemctl reboot"),
    Attempt("asks RAUC over D-Bus",
            "busctl call de.pengutronix.rauc / de.pengutronix.rauc.Installer GetPrimary"),
    Attempt("uses Asterisk's console", "asterisk -rx 'core show version'"),
    Attempt("switches the configuration", "ln -sfn /tmp /run/lineman/active"),
)  # fmt: skip
