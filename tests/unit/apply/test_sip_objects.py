"""What of pjsip.conf differs is asked about object by object, and told when it is not so."""

import asyncio
from dataclasses import replace

import pytest

from appliance.apply.sip_objects import MOST, PATH, Object, are_held, fresh, unlike
from appliance.compiler.compile import compile_config
from appliance.compiler.conf import Option
from appliance.core.commands import Put, edit
from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.core.people import Language
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import Codec, SipTrunk, TrunkGroup
from tests.fakes.running import Running
from tests.machines.offices import after, sip

STAFF = after(*(sip(digits, "Somebody") for digits in ("301", "302", "303", "304")))


def _text(config: Config) -> str:
    return compile_config(config)[PATH]


def _held(running: str, old: str, new: str) -> Running:
    exchange = Running({PATH: running})
    asyncio.run(are_held(exchange, old, new))
    return exchange


def _line(*codecs: Codec) -> Put:
    line = SipTrunk(Token("carrier"), "192.0.2.1", codecs=codecs)
    return Put(TrunkGroup(7, DisplayName("Carrier"), (line,)))


def test_one_telephone_more_is_three_questions() -> None:
    old, new = _text(STAFF), _text(edit(STAFF, sip("305", "New")))
    asked = _held(new, old, new).asked
    assert asked == [
        "pjsip show endpoint 305",
        "pjsip show auth 305-auth",
        "pjsip show aor 305",
    ]
    with pytest.raises(Fault, match="new context of endpoint 305"):
        _held(old, old, new)


def test_who_stays_is_asked_what_is_another_now() -> None:
    old, new = _text(edit(STAFF, _line(Codec.ALAW))), _text(edit(STAFF, _line(Codec.G722)))
    with pytest.raises(Fault, match="new allow of endpoint carrier"):
        _held(old, old, new)
    assert _held(new, old, new).asked == ["pjsip show endpoint carrier"]


def test_of_many_the_last_of_each_kind_is_asked() -> None:
    many = after(*(sip(str(digits), "Somebody") for digits in range(401, 420)))
    old, new = _text(after()), _text(many)
    asked = _held(new, old, new).asked
    assert len(asked) <= MOST
    assert "pjsip show auth 419-auth" in asked


def test_a_template_that_is_another_makes_one_that_is_like_it_another() -> None:
    old = _text(STAFF)
    new = old.replace("rtp_timeout = 60\n", "rtp_timeout = 90\n")
    asked = _held(new, old, new).asked
    assert "pjsip show endpoint 304" in asked
    with pytest.raises(Fault, match="new rtp_timeout of endpoint 304"):
        _held(old, old, new)


def test_in_another_order_is_the_same() -> None:
    text = _text(STAFF)
    blocks = text.rstrip("\n").split("\n\n")
    turned = "\n\n".join([*blocks[:6], *reversed(blocks[6:])])
    assert fresh(text, turned) == []


def test_no_secret_is_in_what_is_told() -> None:
    old = _text(STAFF)
    secret = next(
        line.value for each in fresh("", old) for line in each.options if line.name == "password"
    )
    other = old.replace(secret, "x" * 24)
    with pytest.raises(Fault, match="new password of auth 301-auth") as told:
        _held(other, other, old)
    assert secret not in told.value.text
    assert "xxx" not in told.value.text


def _endpoint(*options: tuple[str, str]) -> Object:
    return Object("endpoint", "301", tuple(Option(*each) for each in options))


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (("allow", "alaw,ulaw"), " allow    : (alaw|ulaw)"),
        (("callerid", "<301>"), " callerid : 301"),
        (("direct_media", "no"), " direct_media : false"),
        (("webrtc", "yes"), " webrtc : Yes"),
        (("named_call_group", "b,a"), " named_call_group : a,b"),
        (("match", "192.0.2.1"), " match : 192.0.2.1/255.255.255.255"),
        (("set_var", "ME=301"), " ME : 301"),
        (("mailboxes", ""), " mailboxes : "),
        (("disallow", "all"), ""),
    ],
)
def test_asterisks_own_spelling_is_known(wanted: tuple[str, str], shown: str) -> None:
    assert unlike(_endpoint(wanted), shown) == ""
    assert unlike(_endpoint(wanted), f"{shown}\n other : 1\n") == ""


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (("allow", "alaw,ulaw"), " allow : (ulaw|alaw)"),  # another is offered first
        (("context", "from-pstn"), " context : from-internal"),
        (("set_var", "ME=301"), " ME : 302"),
        (("set_var", "ME=301"), " context : x"),
        (("password", "secret"), " password : Secret"),
        (("max_contacts", "1"), " max_contacts : 2"),
        (("transport", "lan-udp"), "Unable to find object 301."),
    ],
)
def test_another_value_is_none_of_it(wanted: tuple[str, str], shown: str) -> None:
    assert unlike(_endpoint(wanted), shown) == wanted[0]


def test_the_last_of_an_option_counts() -> None:
    """An endpoint's own comes after that of its template."""
    both = _endpoint(("subscribe_context", "lamps"), ("subscribe_context", "lamps-1"))
    assert unlike(both, " subscribe_context : lamps-1") == ""
    assert unlike(both, " subscribe_context : lamps") == "subscribe_context"


def test_another_language_is_told_too() -> None:
    first = STAFF.extensions[0]
    english = replace(first, language=Language.EN)
    other = replace(STAFF, extensions=(english, *STAFF.extensions[1:]))
    with pytest.raises(Fault, match="new language of endpoint 301"):
        _held(_text(STAFF), _text(STAFF), _text(other))
