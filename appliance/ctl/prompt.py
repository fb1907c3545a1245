"""`lineman` at a screen or a serial cable: a line is what follows `lineman`; there is no shell."""

import shlex
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from appliance.ctl.__main__ import main

PROMPT = "lineman> "
IDLE = 300  # seconds until nobody is taken to be there, and the page with the address comes back
_HELLO = """
What can be asked of this box: “help” lists it, “help WORD” explains a word,
“exit” goes back to the page. По-русски: --language ru после любого слова.
"""
_LEAVES = ("exit", "quit", "logout")


def run(read: Callable[[], str], do: Callable[[list[str]], object] = main) -> None:
    """Do line after line until one leaves, none comes any more, or nobody types for `IDLE`."""
    print(_HELLO, flush=True)
    while True:
        try:
            line = read()
        except KeyboardInterrupt:
            print()
            continue
        except (EOFError, TimeoutError):
            return
        try:
            words = shlex.split(line)
        except ValueError:
            print("lineman: a quotation mark is not closed", file=sys.stderr)
            continue
        if words[:1] == ["lineman"]:  # as a manual spells it
            words = words[1:]
        if words[:1] and words[0] in _LEAVES:
            return
        if words:
            with suppress(SystemExit):  # what the parser of words says is on the screen by then
                do(words)


def _typed() -> str:
    """A line from whoever is there; TimeoutError when nobody is."""
    signal.signal(signal.SIGALRM, _nobody)
    signal.alarm(IDLE)
    try:
        return input(PROMPT)
    finally:
        signal.alarm(0)


def _nobody(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError


if __name__ == "__main__":
    with suppress(ImportError):
        import readline  # noqa: F401 - lines can be edited and repeated where it is there
    run(_typed)
