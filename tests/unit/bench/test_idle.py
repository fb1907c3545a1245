"""What the bench of idleness reads out of the kernel's words."""

from __future__ import annotations

import pytest

from tests.bench.bench_idle import resident_mib, used_seconds


def test_processor_time_is_the_whole_of_it() -> None:
    said = "usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n"
    assert used_seconds(said) == 2.5
    with pytest.raises(ValueError, match="no usage"):
        used_seconds("nr_periods 0\n")


def test_memory_is_what_is_resident_now() -> None:
    said = "Name:\tpython3\nVmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\nRssAnon:\t   90000 kB\n"
    assert resident_mib(said) == 100.0
    with pytest.raises(ValueError, match="no resident"):
        resident_mib("Name:\tkthreadd\n")
