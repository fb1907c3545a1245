"""The person's own machine: be root on it, and have the few tools the first root needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from build.lib.progress import step, warn
from build.lib.settings import BuildError, settings

_TOOLS = {
    "mmdebstrap": "mmdebstrap",
    "unshare": "util-linux",
    "git": "git",
}
# What of the caller's environment sudo would drop: settings, and how this machine reaches others.
_KEPT = ("LINEMAN_", "PIP_", "SSL_")
_PROXIES = {"http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"}
_HANDED = "_LINEMAN_HANDED"  # to the one started by sudo: the names it should find
_KEYRING = Path("/usr/share/keyrings/debian-archive-trixie-stable.gpg")


def become_root() -> None:
    """Start this command again under sudo unless we are root; settings and cache stay the same.

    Only names stand in the command: an index of packages is often named with a password.
    """
    if os.geteuid() == 0:
        _told_of_the_lost(os.environ.pop(_HANDED, ""))
        return
    if shutil.which("sudo") is None:
        raise BuildError("this command needs root: run it as root or install sudo")
    env = {**os.environ, "LINEMAN_CACHE": str(settings().cache)}
    names = ",".join(sorted(k for k in env if k.startswith(_KEPT) or k in _PROXIES))
    again = ["env", f"{_HANDED}={names}", sys.executable, *sys.argv]
    os.execvpe("sudo", ["sudo", f"--preserve-env={names}", *again], env)  # noqa: S606 no shell


def _told_of_the_lost(handed: str) -> None:
    """Say which of the `handed` names sudo's policy kept back; where it refuses, sudo says so."""
    lost = [name for name in handed.split(",") if name and name not in os.environ]
    if lost:
        warn(
            f"sudo did not hand over {', '.join(lost)}, which are not heeded now: run this as"
            " root, or allow SETENV in sudo's policy"
        )


def have_tools() -> None:
    """Install what is missing of the host's part; the roots hold everything else."""
    missing = sorted({pkg for tool, pkg in _TOOLS.items() if shutil.which(tool) is None})
    if not _KEYRING.exists():
        missing.append("debian-archive-keyring")
    if not missing:
        return
    with step(f"installing {' '.join(missing)} on this machine"):
        _apt("update")
        _apt("-y", "--no-install-recommends", "install", *missing)


def _apt(*words: str) -> None:
    """Run this machine's own apt-get to its end.

    Ctrl-C is answered afterwards: broken off, dpkg would want a person before the next start.
    """
    argv = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120", *words]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = subprocess.Popen(
        argv, env=quiet, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        code = apt.wait()
    finally:
        apt.wait()
    if code != 0:
        raise subprocess.CalledProcessError(code, " ".join(argv))
