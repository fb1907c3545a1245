"""The box's own nginx configuration, put to use where there is no box: other places, no root."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from build.lib.settings import TREE

_OURS = TREE / "rootfs-overlay/etc/nginx/nginx.conf"
_UNAVAILABLE = TREE / "rootfs-overlay/usr/share/lineman/web"


@dataclass(frozen=True, slots=True)
class Front:
    """`folder` takes key, socket and pid; the ports are on 127.0.0.1."""

    folder: Path
    assets: Path
    https: int
    http: int

    @property
    def socket(self) -> Path:
        """Where the web process is to listen."""
        return self.folder / "web.sock"

    @property
    def certificate(self) -> Path:
        """It is there once `command` was asked."""
        return self.folder / "web.crt"

    def command(self) -> list[str]:
        """Write what nginx needs; the argv that runs it in the foreground."""
        self._certify()
        self._choose()
        written = self.folder / "nginx.conf"
        written.write_text(configuration(self))
        return ["nginx", "-p", str(self.folder), "-c", str(written), "-g", "daemon off;"]

    @property
    def owners(self) -> Path:
        """Where key and certificate of the owner's are put."""
        return self.folder / "owners.pem"

    def reload(self) -> None:
        """As the box's unit does."""
        self._choose()
        argv = ["nginx", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]
        subprocess.run([*argv, "-s", "reload"], check=True, capture_output=True)

    def _choose(self) -> None:
        script = TREE / "rootfs-overlay/usr/lib/lineman/libexec/front-certificate"
        places = [str(each) for each in (self.owners, self.folder, self.folder)]
        subprocess.run([str(script), *places], check=True)

    def _certify(self) -> None:
        """A key of its own, as lineman-identity makes it on the box."""
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "30", "-subj", "/CN=lineman",
             "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
             "-keyout", str(self.folder / "web.key"), "-out", str(self.certificate)],
            check=True, capture_output=True,
        )  # fmt: skip


def configuration(front: Front) -> str:
    """The box's file with places of `front`; a place that is not in the file is an error."""
    text = _OURS.read_text()
    moved = {
        "user www-data;": "user root;",
        "pid /run/nginx.pid;": f"pid {front.folder}/nginx.pid;",
        "include mime.types;": "include /etc/nginx/mime.types;",
        "/run/lineman-front/": f"{front.folder}/",
        "unix:/run/lineman-web/web.sock": f"unix:{front.socket}",
        "/usr/lib/lineman/app/webui/static/": f"{front.assets}/",
        "/usr/share/lineman/web;": f"{_UNAVAILABLE};",
        "\t\tlisten [::]:80 default_server;\n": "",
        "\t\tlisten [::]:443 ssl default_server;\n": "",
        "listen 80 default_server": f"listen 127.0.0.1:{front.http} default_server",
        "listen 443 ssl": f"listen 127.0.0.1:{front.https} ssl",
        # Campaigns ask faster than any program that means it.
        "zone=programs:1m rate=100r/s": "zone=programs:1m rate=20000r/s",
        "https://$host$request_uri": f"https://$host:{front.https}$request_uri",
    }
    for old, new in moved.items():
        if old not in text:
            raise ValueError(f"{_OURS.name} has no {old.strip()!r}")
        text = text.replace(old, new)
    return text
