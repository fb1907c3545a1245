"""Files that no package brought: what made them, and whose they are; each needs a rule here."""

from __future__ import annotations

from fnmatch import fnmatchcase

# Path (`*` crosses slashes), the component it belongs to, what made it.
RULES = (
    ("etc/ssl/certs/*", "deb:ca-certificates", "update-ca-certificates"),
    ("etc/ca-certificates.conf", "deb:ca-certificates", "the package's own script"),
    ("etc/alternatives/*", "deb:dpkg", "update-alternatives"),
    ("usr/bin/awk", "deb:mawk", "update-alternatives"),
    ("usr/bin/nawk", "deb:mawk", "update-alternatives"),
    ("usr/bin/pager", "deb:util-linux", "update-alternatives"),
    ("usr/bin/which", "deb:debianutils", "update-alternatives"),
    ("usr/sbin/rmt", "deb:tar", "update-alternatives"),
    ("etc/chrony/*", "deb:chrony", "the package's own script"),
    ("etc/python3/debian_config", "deb:python3-minimal", "the package's own script"),
    ("etc/dpkg/origins/default", "deb:base-files", "the package's own script"),
    ("etc/nginx/modules-enabled/*", "deb:libnginx-mod-http-echo", "the package's own script"),
    ("etc/nginx/sites-enabled/*", "deb:nginx-common", "the package's own script"),
    ("etc/odbcinst.ini", "deb:libsqliteodbc", "odbcinst"),
    ("etc/pam.d/common-*", "deb:libpam-runtime", "pam-auth-update"),
    ("etc/security/opasswd", "deb:libpam-runtime", "the package's own script"),
    ("etc/sgml/*", "deb:sgml-base", "update-catalog"),
    ("etc/xml/*", "deb:xml-core", "update-xmlcatalog"),
    ("etc/shells", "deb:debianutils", "update-shells"),
    ("etc/nsswitch.conf", "deb:base-files", "the packages' own scripts"),
    ("etc/hosts.*", "deb:libwrap0", "the package's own script"),
    ("etc/networks", "deb:netbase", "the package's own script"),
    ("etc/inputrc", "deb:readline-common", "the package's own script"),
    ("etc/vconsole.conf", "deb:systemd", "the package's own script"),
    ("etc/default/locale", "deb:systemd", "the package's own script"),
    ("etc/modules", "deb:kmod", "the package's own script"),
    ("etc/localtime", "deb:tzdata", "the package's own script"),
    *(
        (path, "deb:base-files", "the package's own script")
        for path in ("etc/motd", "etc/profile", "etc/environment", "etc/fstab", "root/.*")
    ),
    ("usr/lib/udev/hwdb.bin", "deb:udev", "systemd-hwdb"),
    ("etc/mtab", "deb:mount", "tmpfiles"),
    ("etc/ld.so.cache", "deb:libc-bin", "ldconfig"),
    ("usr/lib/modules/*/modules.*", "deb:kmod", "depmod"),
    *(
        (f"etc/{name}", "own:lineman", "systemd-sysusers")
        for name in ("passwd", "group", "shadow", "gshadow")
    ),
    ("etc/machine-id", "own:lineman", "the build, empty: the boot loader passes it"),
    ("etc/hostname", "own:lineman", "the build"),
    ("etc/rauc/keyring.pem", "own:lineman", "the build, of the certificate in force"),
    ("etc/hosts", "own:lineman", "the build"),
    ("etc/resolv.conf", "own:lineman", "the build"),
    ("etc/systemd/*", "own:lineman", "systemctl preset-all"),
    ("usr/bin/lineman", "own:lineman", "the build"),
    ("usr/lib/python3/dist-packages/lineman.pth", "own:lineman", "the build"),
    ("usr/lib/lineman/*", "own:lineman", ""),
)


def rule(path: str) -> tuple[str, str] | None:
    """Component and maker of a file that no package brought."""
    for pattern, component, how in RULES:
        if fnmatchcase(path, pattern):
            return component, how
    return None


def source_of(path: str) -> str | None:
    """The source file that a file of bytecode was compiled from."""
    folder, _, name = path.rpartition("/")
    if not folder.endswith("/__pycache__") or not name.endswith(".pyc"):
        return None
    return f"{folder.removesuffix('/__pycache__')}/{name.split('.cpython-')[0]}.py"
