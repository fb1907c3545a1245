"""What the box knows of itself."""

from __future__ import annotations

import os
import pwd

from appliance.daemon.box import owners


def test_root_and_the_prompt_at_the_console_have_the_console_s_right() -> None:
    here = pwd.getpwuid(os.getuid()).pw_name
    assert {0, os.getuid()} <= owners(here)
    assert 0 in owners("nobody-of-that-name")
