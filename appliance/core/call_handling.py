"""What takes calls besides an extension: voice menus, hunt groups, queues and their prompts."""

from dataclasses import dataclass
from enum import StrEnum

from appliance.core.errors import Invalid
from appliance.core.keys import Key
from appliance.core.numbers import ExtensionNumber, check_between
from appliance.core.sounds import SoundFile
from appliance.core.targets import Target, ToNobody
from appliance.core.text import DisplayName

DIGITS = "0123456789*#"


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something that can be played. `transcript` is what it says, in the language it says it.

    The sound itself is a file named by the key; none is there at first. `sound` is the one that
    was uploaded last; whoever records it by telephone later is heard instead of that. With a `code`
    of 1 to 999 that is done by `*77` and the code, and `*99` and the code plays it.
    """

    key: Key
    name: DisplayName
    transcript: str = ""
    sound: SoundFile | None = None
    code: int | None = None

    def __post_init__(self) -> None:
        if self.code is not None:
            check_between("code", self.code, 1, 999)
        if len(self.transcript) > 2000 or any(ord(c) < 32 and c != "\n" for c in self.transcript):
            raise Invalid("transcript", "is at most 2,000 letters without control characters")


@dataclass(frozen=True, slots=True, order=True)
class MenuChoice:
    digit: str
    to: Target

    def __post_init__(self) -> None:
        if len(self.digit) != 1 or self.digit not in DIGITS:
            raise Invalid(
                "digit", f"{self.digit!r} is no key of a telephone; take one of 0 to 9, * and #"
            )


@dataclass(frozen=True, slots=True)
class Menu:
    """A voice menu. A caller who presses nothing, or wrong keys `tries` times, goes to `otherwise`.

    `direct_dial`: an extension's number may be dialled at any time.
    """

    key: Key
    name: DisplayName
    greeting: Key  # a prompt
    choices: tuple[MenuChoice, ...]
    number: ExtensionNumber | None = None
    direct_dial: bool = True
    wait_seconds: int = 5
    tries: int = 3
    otherwise: Target = ToNobody()  # noqa: RUF009  # frozen, so one is like another

    def __post_init__(self) -> None:
        check_between("wait", self.wait_seconds, 1, 60)
        check_between("tries", self.tries, 1, 9)
        if len({choice.digit for choice in self.choices}) != len(self.choices):
            raise Invalid("choices", "one key is given twice; leave one of both")


class HuntStrategy(StrEnum):
    ALL = "all"
    IN_TURN = "in turn"  # each for `ring_seconds`, from the first
    LONGEST_IDLE = "longest idle"  # as in turn, but from who has been without a call the longest
    MEMORY = "memory"  # the first for `ring_seconds`, then the first two, then the first three


@dataclass(frozen=True, slots=True)
class HuntGroup:
    """Telephones that ring for one number; when nobody answers the call goes to `otherwise`."""

    key: Key
    name: DisplayName
    number: ExtensionNumber | None
    members: tuple[ExtensionNumber, ...]
    strategy: HuntStrategy = HuntStrategy.ALL
    ring_seconds: int = 25
    otherwise: Target = ToNobody()  # noqa: RUF009

    def __post_init__(self) -> None:
        check_between("ring time", self.ring_seconds, 5, 300)
        check_between("members", len(self.members), 1, 60)
        if len(set(self.members)) != len(self.members):
            raise Invalid("members", "one number is named twice; name it once")


class QueueStrategy(StrEnum):
    """In app_queue's words."""

    ALL = "ringall"
    LEAST_RECENT = "leastrecent"
    FEWEST_CALLS = "fewestcalls"
    RANDOM = "random"
    IN_TURN = "rrmemory"
    LINEAR = "linear"


CALL_BACK_KEY = "1"
"""What a caller presses who would rather be called back than wait."""
IN_ORDER = ".linear"
"""Ends the name that the exchange calls a queue by whose members stand in order; no key has it."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Callers wait for one of `members`; after `longest_wait` seconds they go to `otherwise`.

    `announce_position` says the place in the queue every that many seconds, 0: never; a new place
    is said sooner, `announce_least` seconds after the last time, 0: no sooner. `announce_wait` says
    after it how many minutes are left of what callers wait on average. `weight`: of two queues
    with the same members the heavier is served first. `music` is what callers hear meanwhile, None:
    what everybody hears who is on hold.

    `call_back`: who waits may press `CALL_BACK_KEY` and hang up; he keeps his turn and is called at
    the number that he called from, `call_back_tries` times at most and no later than
    `call_back_minutes` after he pressed it. That goes out by the rights that telephones of nobody
    have, over the trunk group `call_back_group`, None: over those that lead there for everybody.
    """

    key: Key
    name: DisplayName
    number: ExtensionNumber | None
    members: tuple[ExtensionNumber, ...]
    strategy: QueueStrategy = QueueStrategy.IN_TURN
    ring_seconds: int = 20
    wrap_up_seconds: int = 5
    longest_wait: int = 300
    longest_queue: int = 0
    announce_position: int = 30
    weight: int = 0
    otherwise: Target = ToNobody()  # noqa: RUF009
    music: Key | None = None  # a prompt
    announce_least: int = 0
    announce_wait: bool = False
    call_back: bool = False
    call_back_tries: int = 3
    call_back_minutes: int = 60
    call_back_group: int | None = None  # the number of a trunk group

    def __post_init__(self) -> None:
        check_between("ring time", self.ring_seconds, 5, 120)
        check_between("wrap-up", self.wrap_up_seconds, 0, 600)
        check_between("longest wait", self.longest_wait, 10, 7200)
        check_between("longest queue", self.longest_queue, 0, 999)
        check_between("announcement", self.announce_position, 0, 600)
        check_between("announce least", self.announce_least, 0, 600)
        check_between("weight", self.weight, 0, 100)
        check_between("call back tries", self.call_back_tries, 1, 9)
        check_between("call back minutes", self.call_back_minutes, 5, 720)
        check_between("members", len(self.members), 0, 200)
        if len(set(self.members)) != len(self.members):
            raise Invalid("members", "one number is named twice; name it once")
