"""Which calls are recorded, and where to.

Raw stereo has no header that a killed Asterisk could leave wrong, and at 32,000 bytes a second its
write buffer of 32,768 bytes (main/file.c) loses at most 1.03 s.
"""

from appliance.compiler.dialplan.steps import Step
from appliance.core.config import Config
from appliance.core.trunks import Recording

RECORDINGS = "/srv/recordings"

_FILE = RECORDINGS + "/${STRFTIME(${EPOCH},,%Y/%m/%d)}/${UNIQUEID}.raw"
# D: two channels side by side; b: only while two people are connected. Who is transferred comes
# here again and is recorded already: MixMonitor would begin the same file anew.
_RECORD = (
    Step("GotoIf", '$["${MIXMONITOR_FILENAME}"!=""]?recorded'),
    Step("MixMonitor", f"{_FILE},Db"),
    Step("NoOp", label="recorded"),
)


def inside(config: Config) -> tuple[Step, ...]:
    """Before a call to an extension, whoever makes it."""
    return _RECORD if config.recording is Recording.ALL else ()


def outward(config: Config) -> tuple[Step, ...]:
    """Before a call to the outside."""
    return () if config.recording is Recording.NONE else _RECORD


def inward(config: Config) -> tuple[Step, ...]:
    """Before a call from outside goes on to an extension."""
    return _RECORD if config.recording is Recording.OUTSIDE else ()
