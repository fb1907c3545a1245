"""The channels of a section of dahdi-channels.conf, read back from its `dahdichan`."""

from appliance.compiler.conf import Option, Section


def channels(section: Section) -> tuple[int, ...]:
    """DAHDI channel numbers in the order written, such as `1-15,17-31`; perhaps none."""
    values = [
        line.value
        for line in section.lines
        if isinstance(line, Option) and line.name == "dahdichan"
    ]
    return tuple(number for value in values for part in value.split(",") for number in _run(part))


def _run(part: str) -> range:
    first, _, last = part.partition("-")
    return range(int(first), int(last or first) + 1)
