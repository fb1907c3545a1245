"""How hot the box is."""

from __future__ import annotations

from pathlib import Path

from appliance.host.temperature import hottest


def test_the_hottest_sensor_counts_and_one_that_is_not_connected_does_not(tmp_path: Path) -> None:
    assert hottest(tmp_path) is None
    for name, told in (
        ("1", "41000"),
        ("2", "48500"),
        ("3", "255000"),
        ("4", ""),
        ("5", "-128000"),
    ):
        (tmp_path / "hwmon0").mkdir(exist_ok=True)
        (tmp_path / "hwmon0" / f"temp{name}_input").write_text(f"{told}\n")
    assert hottest(tmp_path) == 48.5
