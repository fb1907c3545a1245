"""Which calls are recorded, and where to: decided in the dialplan by the rows of who takes part.

Raw stereo has no header that a killed Asterisk could leave wrong, and at 32,000 bytes a second its
write buffer of 2,048 bytes (build/asterisk/small-recording-buffer.patch) loses at most 64 ms.
"""

from appliance.compiler.dialplan.steps import Context, Exten, Step, dialled
from appliance.core.roles import Rights
from appliance.core.trunks import Recording

RECORDINGS = "/srv/recordings"
SUBROUTINE = "sub-record"

DAY = RECORDINGS + "/${STRFTIME(${EPOCH},,%Y/%m/%d)}"
_FILE = DAY + "/${UNIQUEID}.raw"


def rule(office: Recording, rights: Rights) -> Recording:
    """The person's own rule, else the office's."""
    return office if rights.recording is None else rights.recording


def columns(rule: Recording) -> tuple[str, str]:
    """`inside` and `outside` of the people table: `YES` where such calls are recorded."""
    return _yes(rule is Recording.ALL), _yes(rule is not Recording.NONE)


def _yes(holds: bool) -> str:
    return "YES" if holds else ""


def between() -> Step:
    """Before an extension rings: its row is in HASH(them), the caller's in HASH(me).

    A caller without `ME` is outside, and has no row.
    """
    inside = '"${HASH(me,inside)}${HASH(them,inside)}"!=""'
    from_outside = '"${ME}${HASH(them,outside)}"="YES"'
    return _record_if(f"{inside} | {from_outside}", "${ARG1}")


def outward() -> Step:
    """Before a call to the outside: the row of who makes it is in HASH(me)."""
    return _record_if('"${HASH(me,outside)}"="YES"', dialled())


def _record_if(condition: str, exten: str) -> Step:
    return Step("GosubIf", f"$[{condition}]?{SUBROUTINE},{exten},1")


def subroutine() -> Context:
    """Its extension is who is called, so that the record of the call names no other."""
    # D: two channels side by side; b: only while two people are connected. Who is transferred comes
    # here again and is recorded already: MixMonitor would begin the same file anew.
    steps = (
        Step("GotoIf", '$["${MIXMONITOR_FILENAME}"!=""]?recorded'),
        Step("MixMonitor", f"{_FILE},Db"),
        Step("Return", label="recorded"),
    )
    return Context(SUBROUTINE, (Exten("s", steps), Exten("_[0-9*#]!", steps)))
