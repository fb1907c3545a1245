"""What every generated file says first."""

from appliance.compiler.conf import Comment, Include

CUSTOM = "/var/lib/lineman/custom"  # the expert's own files, outside every generation


def header(custom: str = "") -> tuple[Comment, ...]:
    """Whose file this is, and where an expert's own lines go."""
    first = Comment("Written by Lineman from its configuration; changes here are lost.")
    if not custom:
        return (first,)
    return (first, Comment(f"Your own lines go into {CUSTOM}/{custom}"))


def own_lines(custom: str) -> Include:
    """The place where those lines are read."""
    return Include(f"{CUSTOM}/{custom}")
