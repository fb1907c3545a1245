"""What a key opens: questions and events by scope. What is not named here no key may ask."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from appliance.wire import (
    access,
    answers,
    api_keys,
    board,
    calls,
    certificate,
    configuration,
    configured,
    diagnosis,
    directory,
    faxes,
    first_start,
    history,
    journal,
    live_state,
    mail,
    monitoring,
    network,
    protocol,
    sounds,
    storage,
    webhooks,
)
from appliance.wire.roles import Right, Scope

_ASKED: Mapping[Scope, tuple[type, ...]] = {
    Scope.STATE: (
        protocol.GetStatus,
        protocol.GetCards,
        protocol.GetUpdate,
        certificate.GetCertificate,
        live_state.GetDayNight,
        storage.GetStorage,
        network.GetNetwork,
    ),
    Scope.CALLS: (protocol.GetCalls, board.GetBoard, board.GetResting),
    Scope.CALLS_CHANGE: (
        calls.HangUp,
        calls.TransferCall,
        calls.ParkCall,
        calls.CommentCall,
    ),
    Scope.CALLS_PLACE: (calls.PlaceCall, directory.GetDirectory),
    Scope.HISTORY: (history.GetHistory, history.GetCallTable, faxes.GetFaxes),
    Scope.RECORDINGS: (history.GetRecording, history.GetPeaks, faxes.GetFax),
    Scope.RECORDINGS_REMOVE: (history.RemoveRecordings, faxes.RemoveFax),
    Scope.OFFICE: (
        protocol.GetExtensions,
        configuration.GetParts,
        configuration.GetOffice,
        configuration.GetStreams,
        configuration.GetUses,
        configuration.GetRights,
        configuration.GetMay,
        configuration.Trace,
        live_state.GetLiveState,
        first_start.GetFirstStart,
        mail.GetMail,
        sounds.FindSound,
        sounds.GetSound,
    ),
    Scope.OFFICE_CHANGE: (
        protocol.AddSipPhone,
        configuration.GetDraft,
        configuration.GetStep,
        configuration.KeepInDraft,
        configuration.LeaveOut,
        configuration.TakeOver,
        configuration.DropDraft,
        configuration.MakeDraft,
        configuration.Edit,
        configuration.Revert,
        configuration.GetPending,
        configuration.Confirm,
        configuration.CancelPending,
        live_state.SetForwarding,
        live_state.SetDoNotDisturb,
        live_state.SetFollowMe,
        live_state.SetIntercom,
        live_state.SetQueueLogIn,
        live_state.SetQueuePause,
        live_state.CancelCampOn,
        live_state.EndHotDesk,
        live_state.ForgetCaller,
        live_state.SetDayNight,
        live_state.SetWakeUp,
        live_state.SetSpeedDial,
        first_start.MarkStep,
        mail.TestMail,
        sounds.KeepSound,
        calls.RingTelephone,
    ),
    Scope.WEBHOOKS: (
        webhooks.GetWebhooks,
        webhooks.MakeWebhook,
        webhooks.SetWebhook,
        webhooks.RenewWebhookSecret,
        webhooks.RemoveWebhook,
        webhooks.TestWebhook,
        webhooks.GetDeliveries,
    ),
    Scope.AUDIT: (
        configuration.GetRevisions,
        configuration.GetDifference,
        live_state.GetLiveChanges,
        access.GetAccessLog,
    ),
    Scope.METRICS: (monitoring.GetMetrics,),
    Scope.MONITORING: (
        monitoring.GetMonitoring,
        monitoring.SetMetrics,
        monitoring.SetSnmp,
        monitoring.SetSyslog,
        monitoring.TestSyslog,
    ),
    Scope.DIAGNOSIS: (
        diagnosis.GetDiagnosis,
        configuration.GetSupportBundle,
        journal.GetJournal,
        journal.GetJournalText,
    ),
}
_EVENTS: Mapping[type, Scope] = {
    answers.Status: Scope.STATE,
    answers.Cards: Scope.STATE,
    answers.Update: Scope.STATE,
    live_state.DayNight: Scope.STATE,
    answers.CallsNow: Scope.CALLS,
    board.Resting: Scope.CALLS,
    answers.CallEnded: Scope.HISTORY,
    configured.Pending: Scope.OFFICE_CHANGE,
    live_state.LiveChanged: Scope.AUDIT,
}
_RIGHTS: Mapping[Scope, frozenset[Right]] = {
    Scope.CALLS: frozenset({Right.CALLS}),
    Scope.CALLS_CHANGE: frozenset({Right.CALLS}),
    Scope.HISTORY: frozenset({Right.CALLS}),
    Scope.RECORDINGS: frozenset({Right.CALLS}),
    Scope.AUDIT: frozenset({Right.AUDIT}),
}


def _opened() -> Mapping[type, frozenset[Scope]]:
    found: dict[type, frozenset[Scope]] = {
        kind: frozenset({scope}) for scope, kinds in _ASKED.items() for kind in kinds
    }
    return {
        **found,
        protocol.Subscribe: frozenset(_EVENTS.values()),
        directory.GetDirectory: frozenset({Scope.CALLS_PLACE, Scope.PHONE_BOOK}),
        history.GetCall: frozenset({Scope.HISTORY, Scope.RECORDINGS}),
        api_keys.GetOwnApiKey: frozenset(Scope),
    }


OPENED: Mapping[type, frozenset[Scope]] = _opened()
"""Each question that a key may ask, and the scopes of which one is enough."""


def opens(scopes: AbstractSet[Scope], question: type) -> bool:
    """Whether a key of these scopes may ask it."""
    return bool(scopes & OPENED.get(question, frozenset()))


def tells(scopes: AbstractSet[Scope], event: type) -> bool:
    """Whether a key of these scopes is told of it."""
    return _EVENTS.get(event) in scopes


def grants(scopes: AbstractSet[Scope], right: Right) -> bool:
    """Whether an answer tells a key of these scopes what this right makes it tell."""
    return any(right in _RIGHTS.get(scope, frozenset()) for scope in scopes)
