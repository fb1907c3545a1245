"""The nastiest words an admin could write, and names made of them."""

from hypothesis import strategies as st

from appliance.core.errors import Invalid
from appliance.core.text import DisplayName

NASTY = (
    'ООО "Ромашка"; склад',
    "a;b",
    "\\; x",
    "x\\",
    ";--",
    "--; ]",
    "[general]",
    "#include /etc/passwd",
    "exten => 201,1,System(reboot)",
    "${SHELL(reboot)}",
    "$[1+1]",
    "name <999>",
    '" <112>',
    "=> x",
    "> x",
    "a=b",
    "a,b|c&d",
    "😀 emoji",
    "Ёлкин-Палкин Щ",
    "١٢٣",
    "a\u00a0b",
    "Ж" * 60,
    "{}}{",
    "%s%n",
    "'",
)


def _name(text: str) -> DisplayName | None:
    try:
        return DisplayName(text)
    except Invalid:
        return None


display_names = st.one_of(st.sampled_from(NASTY), st.text(min_size=1, max_size=60)).map(_name)
names = display_names.filter(lambda name: name is not None).map(
    lambda name: name or DisplayName("x")
)
