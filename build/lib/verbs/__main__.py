"""Called by lib/verb.sh: becomes the verb that the first word names."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[3])
# A verb that ran as root leaves nothing of root's in a person's tree.
sys.dont_write_bytecode = True

from build.lib.settings import settings  # noqa: E402 the path comes first

sys.pycache_prefix = str(settings().cache / "bytecode")
sys.dont_write_bytecode = False

from build.lib.verbs import start  # noqa: E402 the settings come first

start.verb(sys.argv[1], sys.argv[2:])
