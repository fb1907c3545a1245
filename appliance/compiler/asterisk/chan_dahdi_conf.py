"""What all line card channels share; the channels themselves are in dahdi-channels.conf."""

from appliance.compiler.conf import ConfFile, Include, Line, Section, options
from appliance.compiler.header import header, own_lines
from appliance.core.config import Config

CUSTOM = "chan_dahdi_custom.conf"


def render(config: Config) -> ConfFile:
    """Failures are ignored: a card out of its slot must not keep the others from service."""
    common = options(
        language=config.national.language,
        ignore_failed_channels=True,
        usecallerid=True,
        usecallingpres=True,  # who hides his number hides it on an E1 too
        cidsignalling=config.national.cid_signalling,
        cidstart="ring",
        sendcalleridafter=1,
        callwaiting=False,
        threewaycalling=True,
        transfer=True,
        cancallforward=False,
        callreturn=False,
        immediate=False,
        overlapdial=False,
        matchdigittimeout=2000,
        echocancel=True,
        echocancelwhenbridged=False,
        pridialplan="unknown",
        prilocaldialplan="unknown",
        priindication="outofband",
        resetinterval="never",
    )
    lines: tuple[Line, ...] = (*common, own_lines(CUSTOM), Include("dahdi-channels.conf"))
    return ConfFile(header(CUSTOM), (Section("channels", lines),))
