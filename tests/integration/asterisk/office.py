"""An office in the real Asterisk: four telephones and a carrier that the expert's own lines add."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from appliance.compiler.compile import compile_config
from appliance.core.calls import Call
from appliance.core.cel import CelRow
from appliance.core.config import Config
from appliance.core.people import SipPhone
from appliance.store.history import Cursor, History
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.integration.asterisk.sip_phone import Phone

_PJSIP_CONF = "asterisk/pjsip.conf"
CARRIER_SECRET = "carrier-of-the-test"
# Calls of this account come in as those of a digital line do; 9 and a number calls out to it.
# Who dials 7990 has a name of three lines, as no telephone can send one.
CARRIER = f"""
[carrier]
type = endpoint
aors = carrier
auth = carrier-auth
context = from-pstn
disallow = all
allow = alaw
direct_media = no
trust_id_inbound = yes
dtmf_mode = info
set_var = TRUNK=1
[carrier-auth]
type = auth
auth_type = digest
username = carrier
password = {CARRIER_SECRET}
[carrier]
type = aor
max_contacts = 1
"""
_EXTENSIONS = """
[from-internal-custom]
exten => _9X.,1,Dial(PJSIP/${EXTEN:1}@carrier,90)
same => n,Goto(call-end,${DIALSTATUS},1)
exten => 7990,1,Set(CALLERID(name)=a${STRFTIME(0,,%n)}SPOOL_START,1,x${STRFTIME(0,,%n)}b)
same => n,Answer()
same => n,Hangup()
"""


def prepare(asterisk: RealAsterisk, lines: str = _EXTENSIONS) -> None:
    """Before it starts: the carrier, and what the expert's own `lines` of the dialplan are."""
    asterisk.custom("pjsip_custom.conf", CARRIER)
    asterisk.custom("extensions_custom.conf", lines)


def unwatched(files: Mapping[str, str]) -> dict[str, str]:
    """Telephones of tests listen only while they are waited for, and would be taken for dead."""
    text = re.sub("qualify_frequency = [0-9]+", "qualify_frequency = 0", files[_PJSIP_CONF])
    return {**files, _PJSIP_CONF: text}


@dataclass
class Office:
    """A running Asterisk, its telephones, and the history that is made of its events."""

    asterisk: RealAsterisk
    config: Config
    folder: Path
    _registered: dict[str, Phone] = field(default_factory=dict)
    _all: list[Phone] = field(default_factory=list)
    _read: int = 0

    def __post_init__(self) -> None:
        self.history = History(self.folder / "history.db")

    def secrets(self) -> dict[str, str]:
        """The password of each account."""
        devices = [device for ext in self.config.extensions for device in ext.devices]
        found = {d.account.text: d.secret.text for d in devices if isinstance(d, SipPhone)}
        return {"carrier": CARRIER_SECRET, **found}

    def another(self, account: str) -> Phone:
        """One more call's worth of a telephone, not registered."""
        made = Phone(self.asterisk.socket, account, self.secrets()[account])
        self._all.append(made)
        return made

    def phone(self, account: str) -> Phone:
        """The telephone of that account, registered."""
        if account not in self._registered:
            made = self.another(account)
            made.register()
            self._registered[account] = made
        return self._registered[account]

    def phones(self, *accounts: str) -> list[Phone]:
        return [self.phone(account) for account in accounts]

    def close(self) -> None:
        """Put all telephones away, and the history."""
        self.put_away()
        self.history.close()

    def put_away(self) -> None:
        """The telephones, whatever goes on."""
        for phone in self._all:
            phone.close()
        self._registered.clear()
        self._all.clear()

    def forget(self) -> None:
        """So that whoever comes next has telephones that nothing is left to be said to."""
        for phone in self._registered.values():
            phone.register(0)
        self.put_away()

    def take(self) -> list[Call]:
        """What ended since the last time, by the history's own reading of the spool."""
        spool = self.asterisk.spool.read_bytes()
        whole = spool[: spool.rfind(b"\n") + 1]
        lines = whole[self._read :].decode().splitlines()
        self._read = len(whole)
        return self.history.take(lines, Cursor("spool", self._read))

    def calls(self, count: int) -> list[Call]:
        """Wait for `count` calls to end, and that no channel is left."""
        found: list[Call] = []

        def ended() -> bool:
            found.extend(self.take())
            return len(found) >= count

        wait_for(ended, 15)
        wait_for(lambda: "0 active channels" in self.asterisk.console("core show channels"), 15)
        time.sleep(0.1)
        found.extend(self.take())
        assert len(found) == count, found
        return found

    def call(self) -> Call:
        """Wait for the one call to end."""
        return self.calls(1)[0]

    def events(self, call: Call) -> Sequence[CelRow]:
        return self.history.events(call.key)


@contextmanager
def running(
    root: Path,
    folder: Path,
    config: Config,
    *known: str,
    lines: str = _EXTENSIONS,
) -> Iterator[Office]:
    """The office of `config` in an Asterisk of its own, which may complain of what is `known`.

    `lines` are the expert's own of the dialplan.
    """
    asterisk = RealAsterisk(root, folder, unwatched(compile_config(config)))
    prepare(asterisk, lines)
    with asterisk:
        with closing(Office(asterisk, config, folder)) as office:
            yield office
        said = "\n".join(asterisk.complaints(*known))
        assert said == "", said  # pytest tells nothing of an assertion outside of the tests' files
