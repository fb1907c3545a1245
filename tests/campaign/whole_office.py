"""An office that has a part of every kind, and what can be asked of it."""

from collections.abc import Mapping
from functools import cache

from appliance.core.cards import Framing, PriSide
from appliance.core.commands import (
    AddSipPhone,
    AdoptCard,
    Command,
    ForgetCard,
    Put,
    PutAs,
    RemoveExtension,
    RenameExtension,
    Replace,
    RouteDid,
    SetLine,
    SetOffice,
    SetOperator,
    SetRecording,
    Several,
    TakeOut,
    edit,
)
from appliance.core.config import Config
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.keys import Key
from appliance.core.live_state import DAY, Family
from appliance.core.network import Ipv6, Mac, NetworkPort
from appliance.core.numbers import Did
from appliance.core.office import office_of
from appliance.core.parts import PLACES, Part, parts
from appliance.core.people import Group
from appliance.core.relations import USUAL, OnePerson, Relation, RelationKind, WholeGroup
from appliance.core.scenario import (
    Does,
    FromTelephone,
    FromTrunk,
    LinesAre,
    LiveValue,
    Moment,
    Scenario,
    TelephoneIs,
)
from appliance.core.secret import secret_from
from appliance.core.test_calls import Ending, Outcome, Rang, Sent, StoredCall
from appliance.core.text import DisplayName
from appliance.core.trunks import BlockedCaller, Recording
from tests.machines.car_dealer import car_dealer
from tests.machines.law_firm import law_firm
from tests.machines.offices import A400P, TE122, number, shop
from tests.machines.parts import differing, person

_NOW = Moment("2027-03-08T19:30:00+03:00")
_LIVE = LiveValue(Family.DAY_NIGHT, "2", DAY)
SCENARIOS: Mapping[str, Scenario] = {
    "inside": Scenario(
        _NOW,
        FromTelephone(number("301"), "89161234567"),
        ("1379#",),
        (TelephoneIs(number("302"), Does.BUSY, 3),),
        (LinesAre(1, 1, Does.NO_ANSWER, 3),),
        (_LIVE,),
    ),
    "outside": Scenario(_NOW, FromTrunk(1, "74951112233", "79161112233", 1)),
}
_ANSWER = Outcome(
    Ending.ANSWERED,
    "301",
    16,
    (Rang("301", 5),),
    (Sent(1, "112"),),
    recorded=True,
    changed=(_LIVE,),
)
_MORE: tuple[Part, ...] = (
    StoredCall(Key("call-1"), DisplayName("Звонок"), SCENARIOS["inside"], _ANSWER),
    Group(Key("board"), DisplayName("Правление"), (Key("person-301"), Key("person-302"))),
    Relation(
        RelationKind.ASSISTS,
        OnePerson(Key("person-321")),
        WholeGroup(Key("board")),
        USUAL[RelationKind.ASSISTS],
    ),
    FeatureCode(Feature.CLOCK, "*61"),
    BlockedCaller("79169998877", "звонит ночью"),
    NetworkPort(Mac("02:00:00:00:02:10"), "192.0.2.10", 24, "192.0.2.1", ("192.0.2.1",)),
    NetworkPort(Mac("02:00:00:00:02:11"), dns=("2001:db8::53",), ipv6=Ipv6.OFF),
)


@cache
def office() -> Config:
    """A law firm that has moved in with a car dealer, as far as they fit together."""
    config = law_firm()
    config = edit(config, AdoptCard(TE122))
    config = edit(config, AdoptCard(A400P))
    for part in (each for kind in PLACES for each in parts(car_dealer(), kind)):
        try:
            config = edit(config, Put(part))
        except ValueError:
            continue
    differences = differing(mailbox="400", schedule="office", group=1)
    differs = person("322", "Мария", *differences, email="maria@example.com", mobile="79161112244")
    return edit(config, Several((differs, *map(Put, _MORE))))


COMMANDS: Mapping[str, Command] = {
    "AdoptCard": AdoptCard(A400P),
    "ForgetCard": ForgetCard(TE122.key),
    "SetLine": SetLine(TE122.key, 1, Framing(True), PriSide.CPE),  # one field
    "RenameExtension": RenameExtension(number("301"), DisplayName("Имя")),
    "AddSipPhone": AddSipPhone(number("399"), DisplayName("Имя"), secret_from(b"." * 15)),
    "RemoveExtension": RemoveExtension(number("311")),
    "RouteDid": RouteDid(Did("74951112299"), number("301")),
    "SetOperator": SetOperator(number("301")),
    "SetRecording": SetRecording(Recording.OUTSIDE),
    "SetOffice": SetOffice(office_of(law_firm())),
    "TakeOut": TakeOut(BlockedCaller("79169998877", "")),
    "PutAs": PutAs("board", Group(Key("council"), DisplayName("Совет"), (Key("person-301"),))),
    "Replace": Replace(shop()),
    "Several": Several((SetRecording(Recording.ALL), SetOperator(None))),
}
_BY_HAND = """номер;ФИО;e-mail;мобильный;отдел
301;Резник Генри;reznik@example.com;8 (916) 111-22-33;Партнёры
341;"Кони; Анатолий";koni@example.com;+79161112255;Юристы
342;Спасович Владимир;;;Новый отдел
"""
_FREEPBX = """extension,name,voicemail,secret,callerid,mailbox,tech,email,ringtimer
351,"Smith, John",default,abcdefabcdefabcdefabcdef,351,351@device,pjsip,john@example.com,20
352,Анна,novm,,352,,pjsip,,0
301,Reznik,default,,301,301@device,pjsip,,15
"""
TABLES: Mapping[str, bytes] = {
    "by-hand": _BY_HAND.encode(),
    "cp1251": _BY_HAND.encode("cp1251"),
    "freepbx": _FREEPBX.encode("utf-8-sig"),
}
