"""The person's own machine: be root on it, and have the few tools the first root needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from build.lib.progress import step
from build.lib.settings import BuildError, settings

_TOOLS = {
    "mmdebstrap": "mmdebstrap",
    "unshare": "util-linux",
    "git": "git",
}
# What of the caller's environment sudo would drop: settings, and how this machine reaches others.
_KEPT = ("LINEMAN_", "PIP_", "SSL_")
_PROXIES = {"http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"}
_KEYRING = Path("/usr/share/keyrings/debian-archive-trixie-stable.gpg")


def become_root() -> None:
    """Start this command again under sudo unless we are root; settings and cache stay the same."""
    if os.geteuid() == 0:
        return
    if shutil.which("sudo") is None:
        raise BuildError("this command needs root: run it as root or install sudo")
    kept = [f"{k}={v}" for k, v in os.environ.items() if k.startswith(_KEPT) or k in _PROXIES]
    kept.append(f"LINEMAN_CACHE={settings().cache}")
    os.execvp("sudo", ["sudo", "env", *kept, sys.executable, *sys.argv])  # noqa: S606 no shell


def have_tools() -> None:
    """Install what is missing of the host's part; the roots hold everything else."""
    missing = sorted({pkg for tool, pkg in _TOOLS.items() if shutil.which(tool) is None})
    if not _KEYRING.exists():
        missing.append("debian-archive-keyring")
    if not missing:
        return
    with step(f"installing {' '.join(missing)} on this machine"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "-qq", "update"], check=True, env=quiet)
        subprocess.run(
            ["apt-get", "-qq", "-y", "--no-install-recommends", "install", *missing],
            check=True, env=quiet, stdout=subprocess.DEVNULL,
        )  # fmt: skip
