"""A law firm: partners before secretaries, other roles, PINs, a SIP operator; much is encrypted."""

from dataclasses import replace

from appliance.core.call_handling import HuntGroup, HuntStrategy
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.encryption import Encryption, Transport
from appliance.core.fax import FaxNumber
from appliance.core.keys import Key
from appliance.core.numbers import Did
from appliance.core.people import Email, Extension, SipPhone, pin_from
from appliance.core.relations import OnePerson, Opening, Relation, RelationKind, WholeDepartment
from appliance.core.roles import (
    EVERY_DIRECTION,
    DirectionDiffers,
    HoursDiffer,
    LimitDiffers,
    MailboxDiffers,
    OutOfHoursDiffers,
    PinDiffers,
    Reach,
    ReachDiffers,
    Rights,
)
from appliance.core.rooms import ConferenceRoom, ParkingLot
from appliance.core.targets import Hours, ToExtension, ToFax, ToHuntGroup, ToMailbox
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import (
    CallerRoute,
    DidRoute,
    NumberFormat,
    Password,
    Recording,
    Registration,
    SipTrunk,
    TrunkGroup,
)
from tests.machines.offices import after, number, sip
from tests.machines.parts import department, mailbox, person, role, schedule, standing, weekdays

_ACCOUNT = Registration("74951112233", Password("s3;cret\\x"))
_OPERATOR = TrunkGroup(
    1,
    DisplayName("SIP-оператор"),
    (
        SipTrunk(
            Token("operator"),
            "sip.example.com",
            5061,
            _ACCOUNT,
            transport=Transport.TLS,
            encrypted=True,
        ),
    ),
    our_number=Did("74951112233"),
    sends=NumberFormat.E164,
    brings=NumberFormat.E164,
    reserve=2,
    calls_at_once=8,
    longest_minutes=120,
    minutes_a_day=1200,
    dear_calls_a_day=20,
)
_PARTNER = Rights(
    directions=EVERY_DIRECTION,
    priority=True,
    pin_for=(Direction.INTERNATIONAL,),
    recording=Recording.NONE,
)
_ASSOCIATE = Rights(
    hours=Key("office"),
    longest_minutes=60,
    recording=Recording.OUTSIDE,
    calls_at_once=2,
    minutes_a_day=240,
)
_MEETING = ConferenceRoom(
    Key("meeting"),
    DisplayName("Переговоры"),
    number("450"),
    members=(number("301"), number("302")),
    pin=pin_from("2580", "5a17000000000001"),
    leader_pin=pin_from("1379", "5a17000000000002"),
    waits=True,
    most=12,
)
_PARKING = ParkingLot(
    Key("parking"),
    DisplayName("Парковка"),
    number("700"),
    number("701"),
    spaces=4,
    otherwise=ToHuntGroup(Key("secretaries")),
)
_FAX = FaxNumber(Key("fax"), DisplayName("Факс"), number("460"), (Email("office@law.example.com"),))
_SECRETARIES = HuntGroup(
    Key("secretaries"),
    DisplayName("Секретари"),
    number("400"),
    (number("321"), number("322")),
    strategy=HuntStrategy.IN_TURN,
    otherwise=ToMailbox(number("400")),
)


def law_firm() -> Config:
    """Eight people without a line card."""
    people = {
        "301": ("Резник", "partner"),
        "302": ("Плевако", "partner"),
        "311": ("Кони", "associate"),
        "312": ("Спасович", "associate"),
        "313": ('O\'Neill & "Sons"', "associate"),
        "321": ("Анна", ""),
        "322": ("Мария", ""),
    }
    config = after(
        schedule("office", "Рабочее время", weekdays(9, 18), code=2),
        role("partner", "Партнёр", _PARTNER),
        role("associate", "Юрист", _ASSOCIATE),
        role("staff", "Сотрудник", Rights()),
        department("partners", "Партнёры"),
        department("lawyers", "Юристы", "partners"),
        Put(_OPERATOR),
        standing("495", 1),
        *(sip(digits, name) for digits, (name, _) in people.items()),
        *(
            person(digits, name, role=of, works_in="lawyers" if of else "", pin="2580")
            for digits, (name, of) in people.items()
        ),
        person(
            "313",
            people["313"][0],
            DirectionDiffers(Direction.INTERNATIONAL, allowed=True),
            PinDiffers(Direction.INTERNATIONAL, asked=True),
            LimitDiffers(0),
            role="associate",
            works_in="lawyers",
            pin="1379",
        ),
        mailbox("400", "Секретари"),
        mailbox("301", "Резник"),
        person(
            "312",
            people["312"][0],
            HoursDiffer(None),
            role="associate",
            works_in="lawyers",
            pin="2580",
        ),
        person(
            "321",
            people["321"][0],
            HoursDiffer(Key("office")),
            OutOfHoursDiffers(Direction.CITY, allowed=True),
            MailboxDiffers(number("301"), allowed=True),
            ReachDiffers(Reach.ALL),
            pin="2580",
        ),
        Put(_SECRETARIES),
        Put(_MEETING),
        Put(_PARKING),
        Put(_FAX),
        Put(DidRoute(Did("74951000460"), ToFax(_FAX.key))),
        Put(
            Relation(
                RelationKind.SUPERVISES,
                OnePerson(Key("person-301")),
                WholeDepartment(Key("lawyers")),
                (Opening.STATUS, Opening.LISTEN, Opening.RECORDINGS),
            )
        ),
        Put(CallerRoute("79161112233", ToExtension(number("301")))),
        Put(
            DidRoute(
                Did("74951112233"),
                ToHuntGroup(Key("secretaries")),
                Hours(Key("office"), ToMailbox(number("400"))),
            )
        ),
    )
    return replace(config, extensions=tuple(map(_encrypted, config.extensions)))


def _encrypted(extension: Extension) -> Extension:
    """The partners' telephones must encrypt, their secretaries' may."""
    chosen = {"30": Encryption.REQUIRED, "32": Encryption.OFFERED}.get(extension.number.digits[:2])
    devices = (
        replace(device, encryption=chosen) if isinstance(device, SipPhone) and chosen else device
        for device in extension.devices
    )
    return replace(extension, devices=tuple(devices))
