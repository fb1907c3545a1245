"""`lineman certificate`: by what a browser knows this box, and one of the owner's in its place."""

import time
from argparse import Namespace
from pathlib import Path

from appliance.ctl.files import read_text
from appliance.ctl.parser import Words
from appliance.ctl.show import show
from appliance.ctl.speech import _
from appliance.wire.certificate import (
    Certificate,
    DropCertificate,
    GetCertificate,
    MakeCertificateRequest,
    SetCertificate,
)
from appliance.wire.client import Client


def add(words: Words, group: str) -> None:
    """The word with those that follow it."""
    word = words.word(group, "certificate", certificate, _("by what a browser knows this box"))
    new = word.sub("request", request, _("make a key, and a request for who signs certificates"))
    new.add_argument("names", nargs="+", metavar=_("NAME"), help=_("by which the page is opened"))
    put = word.sub("set", put_in, _("show browsers a certificate of one's own"))
    what = _("the certificate, then its signers; - reads the input")
    put.add_argument("file", type=Path, metavar=_("FILE"), help=what)
    key = _("its key, where it is no answer to a request of this box")
    put.add_argument("--key", type=Path, metavar=_("FILE"), help=key)
    word.sub("own", own, _("show browsers the box's own certificate again"))


async def certificate(client: Client, chosen: Namespace) -> None:
    found = await client.ask(GetCertificate())
    show(chosen, _lines(found), found)


def _lines(found: Certificate) -> tuple[str, ...]:
    until = time.strftime("%Y-%m-%d", time.localtime(found.ends))
    return (
        _("A certificate of the owner's.") if found.owners else _("The box's own certificate."),
        _("Fingerprint (SHA-256):"),
        f"  {found.fingerprint}",
        _("Valid until %(day)s, for %(names)s.", day=until, names=", ".join(found.names)),
    )


async def request(client: Client, chosen: Namespace) -> None:
    made = await client.ask(MakeCertificateRequest(tuple(chosen.names)))
    show(chosen, (made.pem.rstrip(),), made)


async def put_in(client: Client, chosen: Namespace) -> None:
    key = read_text(chosen.key) if chosen.key else ""
    found = await client.ask(SetCertificate(read_text(chosen.file), key))
    show(chosen, _lines(found), found)


async def own(client: Client, chosen: Namespace) -> None:
    found = await client.ask(DropCertificate())
    show(chosen, _lines(found), found)
