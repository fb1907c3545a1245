"""Every question by every role, in one table: what is not granted here is refused."""

from __future__ import annotations

from typing import get_args

import pytest

from appliance.wire import answers, protocol
from appliance.wire.roles import RIGHTS, ROLES, Right, Role, Scope, may
from appliance.wire.scopes import OPENED, opens, tells

_QUESTIONS: dict[Right, str] = {
    Right.DOOR: "Hello SetUp LogIn GiveCode BeginPasskeyLogIn LogInByPasskey GetMetrics",
    Right.OWN: """LogOut WhoAmI ChangePassword GetSessions EndSession GetOwnAccess
        BeginSecondFactor ConfirmSecondFactor RenewRecoveryCodes EndSecondFactor
        BeginPasskey AddPasskey RemovePasskey
        GetStatus GetCalls Subscribe GetHistory GetCall GetCallTable GetRecording GetPeaks
        CommentCall GetBoard GetCertificate PlaceCall GetDirectory
        SetForwarding SetDoNotDisturb SetFollowMe
        GetWorkplace GetMessages HearMessage GetMessagePeaks MarkMessage RemoveMessage""",
    Right.BOARD: "GetResting HangUp TransferCall ParkCall TakeParked ListenIn",
    Right.STATE: "GetCards GetUpdate GetDayNight SetDayNight",
    Right.AUDIT: "GetRevisions GetLiveChanges GetAccessLog",
    Right.OFFICE: """GetExtensions RenameExtension AddSipPhone RemoveExtension SetOperator
        RouteDid SetRecording ForgetCard GetPart GetParts GetNames GetOffice GetStreams GetRights
        GetMay Trace Edit Revert
        GetPending Confirm CancelPending Export GetDifference Import ImportTable GetLiveState
        SetWakeUp SetIntercom SetSpeedDial
        SetQueueLogIn SetQueuePause CancelCampOn EndHotDesk ForgetCaller
        ExportLiveState RestoreLiveState
        GetUses GetFirstStart MarkStep RingTelephone
        KeepSound FindSound GetSound ExportSounds ImportSounds
        GetDraft GetStep KeepInDraft LeaveOut TakeOver DropDraft MakeDraft GetMail TestMail""",
    Right.BOX: """InstallUpdate Restart GetBans Unban GetSupportBundle GetDiagnosis
        GetJournal GetJournalText GetStorage GetNetwork""",
    Right.CALLS: "RemoveRecordings GetFaxes GetFax RemoveFax",  # besides how much the others tell
    Right.ACCOUNTS: """GetAccounts SetAccount RemoveAccount LockAccount LiftDelays
        GetEverySession EndSessions DropSecondFactor WantSecondFactor DropPasskeys
        GetApiKeys MakeApiKey RevokeApiKey
        GetWebhooks MakeWebhook SetWebhook RenewWebhookSecret RemoveWebhook TestWebhook
        GetDeliveries GetCertificateRequest MakeCertificateRequest SetCertificate
        DropCertificate GetMonitoring SetMetrics SetSyslog TestSyslog""",
    Right.CONSOLE: "GetLog GetSetupCode GetOwnApiKey",
}
_SCOPES: dict[Scope, str] = {
    Scope.STATE: """GetStatus GetCards GetUpdate GetCertificate GetDayNight GetStorage GetNetwork
        Subscribe""",
    Scope.CALLS: "GetCalls GetBoard GetResting Subscribe",
    Scope.CALLS_CHANGE: "HangUp TransferCall ParkCall CommentCall",
    Scope.CALLS_PLACE: "PlaceCall GetDirectory",
    Scope.PHONE_BOOK: "GetDirectory",
    Scope.HISTORY: "GetHistory GetCall GetCallTable GetFaxes Subscribe",
    Scope.RECORDINGS: "GetRecording GetPeaks GetCall GetFax",
    Scope.RECORDINGS_REMOVE: "RemoveRecordings RemoveFax",
    Scope.OFFICE: """GetExtensions GetParts GetOffice GetStreams GetUses GetRights GetMay Trace
        GetLiveState GetFirstStart FindSound GetSound GetMail""",
    Scope.OFFICE_CHANGE: """AddSipPhone GetDraft GetStep KeepInDraft LeaveOut TakeOver DropDraft
        MakeDraft Edit Revert GetPending Confirm CancelPending SetForwarding SetDoNotDisturb
        SetFollowMe SetIntercom SetDayNight SetWakeUp SetSpeedDial CancelCampOn EndHotDesk
        SetQueueLogIn SetQueuePause ForgetCaller
        MarkStep RingTelephone KeepSound TestMail Subscribe""",
    Scope.WEBHOOKS: """GetWebhooks MakeWebhook SetWebhook RenewWebhookSecret RemoveWebhook
        TestWebhook GetDeliveries""",
    Scope.AUDIT: "GetRevisions GetDifference GetLiveChanges GetAccessLog Subscribe",
    Scope.METRICS: "GetMetrics",
    Scope.MONITORING: "GetMonitoring SetMetrics SetSyslog TestSyslog",
    Scope.DIAGNOSIS: "GetDiagnosis GetSupportBundle GetJournal GetJournalText",
}
_ANY_KEY = {"GetOwnApiKey"}
_ROLES: dict[Role, str] = {
    Role.ANYONE: "door",
    Role.EMPLOYEE: "door own",
    Role.OPERATOR: "door own board state",
    Role.MANAGER: "door own board state audit",
    Role.INSTALLER: "door own state audit office box",
    Role.ADMIN: "door own board state audit office box calls accounts",
    Role.CONSOLE: "door own board state audit office box calls accounts console",
}


def test_each_question_needs_the_right_of_the_table() -> None:
    table = {name: right for right, names in _QUESTIONS.items() for name in names.split()}
    kinds = {kind.__name__: kind.needs for kind in get_args(protocol.AnyRequest)}
    assert kinds == table


@pytest.mark.parametrize("role", Role)
def test_each_role_has_the_rights_of_the_table(role: Role) -> None:
    assert {right.value for right in Right if may(role, right)} == set(_ROLES[role].split())
    assert set(RIGHTS) == set(Role)


def test_no_account_is_a_stranger_or_the_console() -> None:
    assert set(ROLES) == set(Role) - {Role.ANYONE, Role.CONSOLE}


def test_each_scope_opens_the_questions_of_the_table() -> None:
    """What is not named here no key may ask, whoever made it."""
    table = {scope: set(names.split()) for scope, names in _SCOPES.items()}
    opened = {
        scope: {kind.__name__ for kind in get_args(protocol.AnyRequest) if opens({scope}, kind)}
        for scope in Scope
    }
    assert opened == {scope: names | _ANY_KEY for scope, names in table.items()}
    assert set(OPENED) <= set(get_args(protocol.AnyRequest))


def test_each_event_is_told_to_the_keys_of_the_table() -> None:
    events = get_args(answers.Event)
    told = {scope: {e.__name__ for e in events if tells({scope}, e)} for scope in Scope}
    assert told == {
        Scope.STATE: {"Status", "Cards", "Update", "DayNight"},
        Scope.CALLS: {"CallsNow", "Resting"},
        Scope.CALLS_CHANGE: set(),
        Scope.CALLS_PLACE: set(),
        Scope.PHONE_BOOK: set(),
        Scope.HISTORY: {"CallEnded"},
        Scope.RECORDINGS: set(),
        Scope.RECORDINGS_REMOVE: set(),
        Scope.OFFICE: set(),
        Scope.OFFICE_CHANGE: {"Pending"},
        Scope.WEBHOOKS: set(),
        Scope.AUDIT: {"LiveChanged"},
        Scope.METRICS: set(),
        Scope.MONITORING: set(),
        Scope.DIAGNOSIS: set(),
    }


def test_each_event_is_told_by_the_right_of_its_question() -> None:
    asked = {kind.__name__.removeprefix("Get"): kind for kind in get_args(protocol.AnyRequest)}
    for event, right in answers.EVENT_RIGHTS.items():
        named = {"LiveChanged": "LiveChanges"}.get(event.__name__, event.__name__)
        assert asked[named].needs is right
