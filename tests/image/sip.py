"""A SIP telephone beside the box's Asterisk, as a test sees it."""

from __future__ import annotations

from pathlib import Path

from appliance.wire.protocol import AddSipPhone, RemoveExtension
from tests.image.harness import Inside
from tests.image.harness.far_ends import Answer, FarEnds
from tests.image.office import Sound, Voice
from tests.image.supervisor import Supervisor

_TREE = Path(__file__).resolve().parents[2]
_INSIDE = "/run/sip"
# Its waits, four times as long: an emulated processor with calls up takes its time to ring.
_PATIENCE = "4"
_FILES = (
    "tests/image/inside/sip_office.py",
    "tests/integration/asterisk/sip_message.py",
    "tests/integration/asterisk/sip_phone.py",
    "tests/integration/asterisk/sound.py",
)


class SipPhone(Voice):
    """An extension of its own, registered from inside the box (the network is no part of this)."""

    def __init__(self, guest: Inside, supervisor: Supervisor, name: str) -> None:
        added = supervisor.ask(AddSipPhone(base=supervisor.revision, name=name))
        self.extension = added.number
        self._supervisor, self._socket = supervisor, f"{_INSIDE}/{added.number}"
        for file in _FILES:
            path = f"{_INSIDE}/{file}"
            guest.run(["mkdir", "-p", str(Path(path).parent)])
            guest.write(path, (_TREE / file).read_bytes())
        told = self._socket, added.account, added.secret
        program = ["python3", "-B", f"{_INSIDE}/{_FILES[0]}", *told]
        env = {"PYTHONPATH": _INSIDE, "LINEMAN_PATIENCE": _PATIENCE}
        self.program = guest.start(program, env=env, seconds=3600)
        guest.wait(["test", "-S", self._socket])
        super().__init__(FarEnds(guest, self._socket))
        self.do("register")

    def put_away(self) -> None:
        """The telephone and its extension are no more."""
        self.program.kill()
        self.program.wait()
        self.ends.guest.run(["rm", self._socket])  # the next extension may have this number
        removed = RemoveExtension(base=self._supervisor.revision, number=self.extension)
        self._supervisor.ask(removed)

    def do(self, word: str, **words: object) -> Answer:
        """One word to the telephone."""
        return self.ends.do(word, **words)

    def play(self, frequency: int) -> None:
        self.do("say", frequency=frequency)

    def hear(self, frequency: int) -> Sound:
        told = self.do("hear", frequency=frequency)
        return Sound(told["share"], told["dbm0"])
