"""Where the supervisor's files are."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """`run` is volatile; `state` is small and precious; `data` is large."""

    run: Path = Path("/run/lineman")
    state: Path = Path("/var/lib/lineman")
    data: Path = Path("/srv")
    heard: Path = Path("/var/spool/asterisk/check")  # volatile too

    @property
    def socket(self) -> Path:
        return self.run / "supervisor.sock"

    @property
    def manager_secret(self) -> Path:
        return self.run / "ami.conf"

    @property
    def bans(self) -> Path:
        """Who is banned, kept by the unit that bans; a folder of its own user's."""
        return self.run.with_name("lineman-bans") / "bans.json"

    @property
    def speech(self) -> Path:
        """Where the unit that speaks listens."""
        return self.run.with_name("lineman-speech")

    @property
    def drivers(self) -> Path:
        """What root loaded each card driver with, a file for each."""
        return self.run.with_name("lineman-drivers")

    @property
    def active(self) -> Path:
        return self.run / "active"

    @property
    def slot(self) -> Path:
        """The running slot's own folder."""
        return (self.run / "slot").resolve()

    @property
    def other_slot(self) -> Path:
        return self.slot.with_name("B" if self.slot.name == "A" else "A")

    @property
    def identity(self) -> Path:
        return self.state / "identity"

    @property
    def certificate(self) -> Path:
        """What the web page shows of itself; its key beside it is root's."""
        return self.state / "keys" / "web.crt"

    @property
    def owners_certificate(self) -> Path:
        """Key and chain of the owner's, where there is one; nginx reads it as root."""
        return self.state / "certificate" / "used.pem"

    @property
    def custom(self) -> Path:
        """An expert's own files."""
        return self.state / "custom"

    @property
    def spool(self) -> Path:
        return self.state / "spool" / "cel"

    @property
    def history(self) -> Path:
        return self.data / "history" / "history.db"

    @property
    def voicemail(self) -> Path:
        return self.data / "voicemail"

    @property
    def fax(self) -> Path:
        """What Asterisk received by fax, and the documents made of it."""
        return self.data / "fax"

    @property
    def recordings(self) -> Path:
        return self.data / "recordings"

    @property
    def prompts(self) -> Path:
        """What callers hear, as Asterisk knows it by `prompts.SOUNDS`."""
        return self.data / "prompts"

    @property
    def kinds(self) -> Mapping[str, Path]:
        """The folder of each kind of data, by its name."""
        return {
            "recordings": self.recordings,
            "voicemail": self.voicemail,
            "fax": self.fax,
            "history": self.history.parent,
            "prompts": self.prompts,
            "uploads": self.uploads,
            "exchange-log": self.data / "log" / "asterisk",
            "journal": self.data / "log" / "journal",
            "spool": self.state / "spool",
            "slots": self.state / "slots",
        }

    @property
    def uploads(self) -> Path:
        return self.data / "uploads"
