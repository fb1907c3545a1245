"""What a key opens: questions and events by scope. What is not named here no key may ask."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import get_args

from appliance.wire import (
    access,
    answers,
    api_keys,
    bans,
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
    workplace,
)
from appliance.wire.roles import Right, Role, Scope, may

_ASKED: Mapping[Scope, tuple[type, ...]] = {
    Scope.STATE: (
        protocol.GetStatus,
        protocol.GetCards,
        protocol.GetUpdate,
        certificate.GetCertificate,
        live_state.GetDayNight,
        storage.GetStorage,
        network.GetNetwork,
        history.GetLoad,
    ),
    Scope.CALLS: (protocol.GetCalls, board.GetBoard, board.GetResting),
    Scope.CALLS_CHANGE: (
        calls.HangUp,
        calls.TransferCall,
        calls.ParkCall,
        calls.TakeParked,
        calls.CommentCall,
    ),
    Scope.CALLS_PLACE: (calls.PlaceCall, directory.GetDirectory),
    Scope.CALLS_LISTEN: (calls.ListenIn,),
    Scope.HISTORY: (history.GetHistory, history.GetCallTable, faxes.GetFaxes),
    Scope.RECORDINGS: (history.GetRecording, history.GetPeaks, faxes.GetFax),
    Scope.RECORDINGS_REMOVE: (history.RemoveRecordings, faxes.RemoveFax),
    Scope.VOICEMAIL: (
        workplace.GetMessages,
        workplace.HearMessage,
        workplace.GetMessagePeaks,
        workplace.MarkMessage,
        workplace.RemoveMessage,
    ),
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
        sounds.GetSpeech,
        sounds.GetSound,
    ),
    Scope.OFFICE_CHANGE: (
        protocol.AddSipPhone,
        configuration.GetDraft,
        configuration.GetStep,
        configuration.KeepInDraft,
        configuration.ImportTable,
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
        sounds.SpeakText,
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
        bans.GetBans,
        configuration.GetSupportBundle,
        journal.GetJournal,
        journal.GetJournalText,
    ),
    Scope.BOX_CHANGE: (protocol.InstallUpdate, protocol.Restart, bans.Unban),
    Scope.CERTIFICATE: (
        certificate.GetCertificateRequest,
        certificate.MakeCertificateRequest,
        certificate.SetCertificate,
        certificate.DropCertificate,
    ),
    Scope.ACCOUNTS: (
        access.GetAccounts,
        access.SetAccount,
        access.RemoveAccount,
        access.LockAccount,
        access.GetEverySession,
        access.EndSessions,
        access.DropSecondFactor,
        access.DropPasskeys,
        access.WantSecondFactor,
    ),
    Scope.KEYS: (api_keys.GetApiKeys, api_keys.MakeApiKey, api_keys.RevokeApiKey),
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
    Scope.CALLS_CHANGE: frozenset({Right.CALLS, Right.BOARD}),
    Scope.HISTORY: frozenset({Right.CALLS}),
    Scope.RECORDINGS: frozenset({Right.CALLS}),
    Scope.AUDIT: frozenset({Right.AUDIT}),
}

ONES_OWN: frozenset[type] = frozenset(
    {
        protocol.LogOut,
        protocol.WhoAmI,
        access.ChangePassword,
        access.GetSessions,
        access.EndSession,
        access.GetOwnAccess,
        access.BeginSecondFactor,
        access.ConfirmSecondFactor,
        access.RenewRecoveryCodes,
        access.EndSecondFactor,
        access.BeginPasskey,
        access.AddPasskey,
        access.RemovePasskey,
        workplace.GetWorkplace,
    }
)
"""What an account asks about itself. A program has none, and no key asks it."""


def _opened() -> Mapping[type, frozenset[Scope]]:
    found: dict[type, frozenset[Scope]] = {
        kind: frozenset({scope}) for scope, kinds in _ASKED.items() for kind in kinds
    }
    return {
        **found,
        protocol.Subscribe: frozenset(_EVENTS.values()),
        protocol.GetUpdate: frozenset({Scope.STATE, Scope.BOX_CHANGE}),
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


def covers(scopes: AbstractSet[Scope], role: Role) -> bool:
    """Whether a key of these scopes may ask all that an account of this role may, but for what is
    anybody's and what is the account's own.
    """
    return all(
        opens(scopes, kind)
        for kind in get_args(protocol.AnyRequest)
        if may(role, kind.needs) and kind.needs is not Right.DOOR and kind not in ONES_OWN
    )
