"""Configurations as an admin could have made them: by commands, with the nastiest words."""

from hypothesis import strategies as st

from appliance.core.cards import (
    E1Signalling,
    FoundCard,
    FoundSpan,
    Framing,
    HardwareKey,
    Port,
    PriSide,
    SpanKind,
)
from appliance.core.commands import (
    AddSipPhone,
    AdoptCard,
    Command,
    ForgetCard,
    PutAs,
    RemoveExtension,
    RenameExtension,
    RouteDid,
    SetLine,
    SetOperator,
    SetRecording,
    edit,
)
from appliance.core.config import Config
from appliance.core.countries import CountryCode
from appliance.core.errors import Invalid
from appliance.core.numbers import Did, ExtensionNumber
from appliance.core.people import Extension
from appliance.core.secret import secret_from
from appliance.core.text import Token
from appliance.core.trunks import Recording
from tests.property.words import names

_KEYS = (
    "usb:X1",
    "@PCI_Bus_01_Slot_05",
    "/sys/devices/pci0000:00/0000:00:05.0/pci:0000",
    "DYN/loc/1:0",
)
keys = st.sampled_from([HardwareKey(key) for key in (*_KEYS, "DYN/loc/2:0", "@2")])
ports = st.lists(st.sampled_from(list(Port)), min_size=1, max_size=8).map(tuple)
_numbers = st.sampled_from((0, 0, 1, 2, 5))
spans = st.one_of(
    st.builds(
        FoundSpan, local=st.just(1), kind=st.just(SpanKind.E1), number=_numbers, base=_numbers
    ),
    st.builds(
        FoundSpan,
        local=st.just(1),
        kind=st.just(SpanKind.ANALOGUE),
        ports=ports,
        number=_numbers,
        base=_numbers,
    ),
)
_drivers = st.sampled_from([Token("wctdm"), Token("wcte12xp"), Token("xpp_usb")])
found_cards = st.builds(
    FoundCard,
    key=keys,
    model=st.sampled_from(("TDM400P", "TE122", "Astribank 8 FXS")),
    driver=_drivers,
    spans=st.tuples(spans),
)
numbers = st.sampled_from(
    [ExtensionNumber(n) for n in ("201", "202", "203", "301", "302", "5001", "20", "112")]
)
secrets = st.binary(min_size=15, max_size=15).map(secret_from)
dids = st.sampled_from([Did(n) for n in ("4951234567", "74951234201", "201", "55")])

_renumbered = st.builds(
    lambda was, now, name: PutAs(str(was), Extension(now, name)), numbers, numbers, names
)

commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(AdoptCard, found_cards),
    st.builds(ForgetCard, keys),
    st.builds(
        SetLine,
        keys,
        st.just(1),
        st.builds(Framing, st.booleans()),
        st.sampled_from(PriSide),
        st.sampled_from(E1Signalling),
    ),
    st.builds(RenameExtension, numbers, names),
    st.builds(AddSipPhone, numbers, names, secrets),
    st.builds(RemoveExtension, numbers),
    _renumbered,
    st.builds(RouteDid, dids, st.none() | numbers),
    st.builds(SetOperator, st.none() | numbers),
    st.builds(SetRecording, st.sampled_from(Recording)),
)


def _edited(country: CountryCode, asked: list[Command]) -> Config:
    config = Config(country=country)
    for command in asked:
        try:
            config = edit(config, command)
        except Invalid:
            continue
    return config


_starts = st.lists(st.builds(AdoptCard, found_cards), max_size=3)
configs = st.builds(
    lambda country, cards, rest: _edited(country, [*cards, *rest]),
    st.sampled_from(CountryCode),
    _starts,
    st.lists(commands, max_size=10),
)
