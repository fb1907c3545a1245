"""The composition root: every part made once and joined."""

import asyncio
import time
from dataclasses import dataclass
from functools import partial

from appliance.apply.prompt_sounds import PromptSounds
from appliance.apply.verify import verify
from appliance.asterisk.pri_links import spans_with_link
from appliance.asterisk.recordings import Recordings
from appliance.asterisk.voice_messages import VoiceMessages
from appliance.bus import Bus
from appliance.daemon.audit_watch import AuditWatch
from appliance.daemon.bans import Bans
from appliance.daemon.board import LiveBoard
from appliance.daemon.box import agent, owners
from appliance.daemon.cards_flow import CardsFlow
from appliance.daemon.carriers_watch import CarriersWatch
from appliance.daemon.certificate import Certificates, days_left
from appliance.daemon.change_view import pending_view
from appliance.daemon.configuring import Configuring
from appliance.daemon.day_night import DayNights
from appliance.daemon.demo import Demo
from appliance.daemon.diagnosing import Diagnosing
from appliance.daemon.exchanging import Exchanging
from appliance.daemon.first_start import FILE as FIRST_START
from appliance.daemon.first_start import FirstStarts
from appliance.daemon.front import Front
from appliance.daemon.health_watch import HealthWatch
from appliance.daemon.hooks import Hooks
from appliance.daemon.hooks import hooks as webhooks
from appliance.daemon.let_in import LetIn
from appliance.daemon.live import Live
from appliance.daemon.live_states import AskingLive
from appliance.daemon.load import BusyTimes
from appliance.daemon.log_book import LogBook
from appliance.daemon.machine import Build, Machine
from appliance.daemon.mailing import Mailing, mailing
from appliance.daemon.messages import OwnMessages
from appliance.daemon.metrics import Counting
from appliance.daemon.monitoring import Monitored, monitoring
from appliance.daemon.networking import Networking
from appliance.daemon.office import Office
from appliance.daemon.office_joined import joined
from appliance.daemon.past_calls import PastCalls
from appliance.daemon.places import Places
from appliance.daemon.placing import Placing
from appliance.daemon.records import Records
from appliance.daemon.removing import Removing
from appliance.daemon.sights import Sights
from appliance.daemon.sounds import Sounds
from appliance.daemon.storage import FILE as STORAGE
from appliance.daemon.storage import StorageWatch
from appliance.daemon.support import Support
from appliance.daemon.watched import Watched
from appliance.daemon.workplace import Workplaces
from appliance.facts import CallRecorded
from appliance.flows.card_appears import CardAppears
from appliance.flows.changed_answers import ChangedAnswers
from appliance.flows.drafts import FILE as DRAFTS
from appliance.flows.drafts import Drafts
from appliance.flows.gate import Gate
from appliance.flows.later_change import LaterChange
from appliance.flows.live_state import LiveStates
from appliance.flows.old_recordings import OldRecordings
from appliance.flows.prompt_sounds import SpokenPrompts
from appliance.flows.trial import TrialStart
from appliance.flows.trial_notes import carried_back, went_back
from appliance.hardware.loaded import loaded
from appliance.health.board import Board
from appliance.health.checks.disk_full import OF_STATE, ROOMS
from appliance.host.speaker import Speaker
from appliance.host.temperature import hottest
from appliance.wire.admission import Admission, Asker
from appliance.wire.answers import Event
from appliance.wire.entrance import Entrance
from appliance.wire.live_state import DayNight
from appliance.wire.server import Server


@dataclass(frozen=True, slots=True)
class Parts:
    """What has to be kept going."""

    bus: Bus
    machine: Machine
    office: Office
    records: Records
    live: Live
    states: LiveStates
    cards: CardsFlow
    later: LaterChange
    answers: ChangedAnswers
    trial: TrialStart
    health: HealthWatch
    storage: StorageWatch
    audit: AuditWatch
    hooks: Hooks
    mail: Mailing
    monitored: Monitored
    demo: Demo
    prompts: SpokenPrompts
    let_in: LetIn
    server: Server


def build(places: Places, make: Build) -> Parts:
    """Every part of the supervisor, joined and not yet going. Call it inside the running loop."""
    bus = Bus()
    board = Board(bus)
    look = asyncio.Event()
    machine = make(places, bus, look)
    office = joined(places, machine, bus, board)
    whose = office.whose
    records = Records(
        places.history,
        places.spool,
        board,
        lambda call: bus.publish(CallRecorded(call)),
        whose.directory,
        look,
    )
    recordings = Recordings(places.recordings)
    old = OldRecordings(lambda: records.past.removals, recordings, records.write, time.time)
    sights = Sights(office.config)
    watched = Watched(office, sights)
    past = PastCalls(records, recordings, whose.directory, whose.zone, sights, time.time)
    demo = Demo(machine.hands, machine.heard, office.cards, bus)
    admission = Admission(places.identity, owners(), time.time, agent=agent())
    entrance = Entrance(admission.door, whose.zone_name, lambda: demo.there)
    states = LiveStates(
        machine.exchange,
        bus,
        office.config,
        lambda: records.live,
        records.write,
        went_back=went_back(places.slot, places.other_slot, office.box.boot),
        carried_back=partial(carried_back, places.slot),
    )
    days = DayNights(states)
    board_of_calls = LiveBoard(
        office, watched, sights, records, machine.exchange, lambda: states.now, time.time
    )
    live = Live(
        (
            office.status,
            office.cards,
            office.calls,
            board_of_calls.resting,
            days.now,
            lambda: office.updates.now,
            lambda: pending_view(office.changes),
            demo.now,
        ),
        partial(_narrowed, watched, days),
        watched.sees,
    )
    bans = Bans(machine.unban, places.bans)
    drafts = Drafts(places.slot / DRAFTS, office.changes)
    sounds = PromptSounds(places.prompts, time.time)
    hooks = webhooks(places, office, records, admission.door)
    storage = StorageWatch(places.kinds, places.identity / STORAGE, time.time)
    configuring = Configuring(office.changes, drafts, admission.door.users.of_person)
    mail = mailing(places, office, configuring, machine.exchange)
    monitored = monitoring(
        places,
        machine,
        admission.door,
        Counting(office, storage.rooms, mail.waiting, temperature=hottest),
    )
    certificates = Certificates(
        places.certificate,
        places.owners_certificate,
        machine.front,
        machine.network,
        admission.door.note,
    )
    front = Front(
        office=office,
        entrance=entrance,
        past=past,
        live=live,
        exchanging=Exchanging(configuring),
        asking_live=AskingLive(states, records),
        watched=watched,
        certificate=certificates,
        sounds=Sounds(sounds, office.config, Speaker(places.speech)),
        messages=OwnMessages(
            VoiceMessages(places.voicemail), machine.exchange, office.config, whose.directory
        ),
        support=Support(office, machine.journal),
        log_book=LogBook(machine.journal, lambda: office.changes.config, whose.zone),
        mailing=mail,
        demo=demo,
        others=(
            bans,
            board_of_calls,
            FirstStarts(places.identity / FIRST_START),
            days,
            Placing(office, machine.exchange, time.monotonic),
            hooks,
            Removing(old, admission.door, whose.zone),
            Workplaces(office, states),
            BusyTimes(office, records, time.time),
            Diagnosing(
                board,
                machine.exchange,
                machine.units,
                machine.journal,
                lambda: loaded(places.drivers),
            ),
            storage,
            Networking(machine.network, lambda: office.box.name, whose.zone_name, time.time),
            monitored,
        ),
    )
    appears = CardAppears(office.changes, machine.exchange, office.watch, board)
    cards = CardsFlow(appears, board)
    return Parts(
        bus=bus,
        machine=machine,
        office=office,
        records=records,
        live=live,
        states=states,
        cards=cards,
        later=LaterChange(office.changes, board, drafts),
        answers=ChangedAnswers(office.changes, board),
        trial=TrialStart(office.updates, _gate(machine, office, cards), board),
        health=_health(places, machine, office, bans, certificates),
        storage=storage,
        audit=AuditWatch(records, old, office.changes, board, whose.zone),
        hooks=hooks,
        mail=mail,
        monitored=monitored,
        demo=demo,
        let_in=LetIn(admission.door, office.config),
        prompts=SpokenPrompts(sounds, machine.exchange, lambda: office.changes.config),
        server=Server(places.socket, admission, front),
    )


def _narrowed(watched: Watched, days: DayNights, event: Event, asker: Asker) -> Event:
    """The event as this asker may be told of it."""
    if isinstance(event, DayNight):
        return days.narrowed(event, asker)
    return watched.narrowed(event, asker)


def _gate(machine: Machine, office: Office, cards: CardsFlow) -> Gate:
    return Gate(
        exchange=machine.exchange,
        look=office.watch.look,
        linked=partial(spans_with_link, machine.exchange),
        telephones=lambda: verify(
            office.changes.config,
            office.changes.applier.unedited(),
            machine.exchange,
            office.watch,
        ),
        web=machine.web or _no_page,
        settled=lambda: cards.recovered,
    )


async def _no_page() -> bool:
    """Where there is no web page none can be asked for."""
    return True


def _health(
    places: Places, machine: Machine, office: Office, bans: Bans, certificates: Certificates
) -> HealthWatch:
    disks = {"state": places.state, "data": places.data}
    rooms = {name: disks["state" if name in OF_STATE else "data"] / name for name in ROOMS}
    return HealthWatch(
        board=office.board,
        exchange=machine.exchange,
        watch=office.watch,
        config=office.config,
        edited=office.changes.applier.edited,
        replaced=lambda: office.changes.applier.replaced,
        timing=lambda: office.timing.last,
        disks=disks,
        rooms=rooms,
        mounted=machine.mounted,
        web=machine.web,
        bans=bans.now,
        drivers=lambda: loaded(places.drivers),
        certificate_days=lambda: days_left(places.owners_certificate, time.time()),
        certificate_refused=certificates.refused,
        carriers=CarriersWatch(machine.exchange, office.config, machine.carrier),
    )
