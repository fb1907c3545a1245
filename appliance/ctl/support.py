"""`lineman support-bundle`: one file for whoever helps."""

import time
from argparse import Namespace
from pathlib import Path

from appliance.ctl.files import STANDARD, fill
from appliance.ctl.parser import Words
from appliance.ctl.show import show
from appliance.ctl.speech import _
from appliance.wire.answers import Done
from appliance.wire.client import Client
from appliance.wire.configuration import GetSupportBundle


def add(words: Words, group: str) -> None:
    word = words.word(
        group, "support-bundle", bundle, _("a file for whoever helps; no secret in it")
    )
    word.parser.add_argument(
        "file", nargs="?", type=Path, metavar=_("FILE"), help=_("- is the standard output")
    )


async def bundle(client: Client, chosen: Namespace) -> None:
    path = chosen.file or Path(time.strftime("lineman-support-%Y%m%d-%H%M%S.tar.zst"))
    await fill(path, client.follow(GetSupportBundle()))
    if path != STANDARD:
        show(chosen, [_("Written: %(file)s", file=path)], Done())
