"""`python3 -m tests.integration.asterisk.stories.record [NAME …]`: write stories as fixtures.

Each story happens in the real Asterisk; its spool lines go to `tests/fixtures/stories/NAME.csv`.
"""

import os
import sys
from pathlib import Path

from tests.integration.asterisk.stories.stage import Stage
from tests.integration.asterisk.stories.telling import CUTS, STORIES, tell, telling

_FIXTURES = Path(__file__).parents[3] / "fixtures" / "stories"


def _recorded(stage: Stage, name: str) -> bool:
    """Whether it could be told; what became of it is printed for whoever judges it."""
    try:
        heard = tell(stage, name)
    except (AssertionError, TimeoutError) as error:
        print(name, "could not be told:", repr(error), flush=True)
        return False
    text = "\n".join(heard.lines) + "\n"
    (_FIXTURES / f"{name}.csv").write_text(text, encoding="utf-8")
    print(name, f"{heard.talked:.1f}", *heard.calls, sep="\n  ", flush=True)
    return True


def main(names: list[str]) -> int:
    """All of them without a name."""
    root = Path(os.environ["LINEMAN_ASTERISK_ROOT"])
    wanted = names or [*STORIES, *CUTS]
    with telling(root) as stage:
        told = [_recorded(stage, name) for name in wanted if name in STORIES]
    for name in wanted:
        if name in CUTS:
            with telling(root) as stage:
                told.append(_recorded(stage, name))
    return 0 if all(told) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
