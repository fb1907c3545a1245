"""Every question by every role, in one table: what is not granted here is refused."""

from __future__ import annotations

from typing import get_args

import pytest

from appliance.wire import answers, protocol
from appliance.wire.roles import RIGHTS, ROLES, Right, Role, Scope, may
from appliance.wire.scopes import ONES_OWN, OPENED, covers, opens, tells

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
        KeepSound SpeakText GetSpeech FindSound GetSound ExportSounds ImportSounds
        GetDraft GetStep KeepInDraft LeaveOut TakeOver DropDraft MakeDraft GetMail TestMail
        GetDemoTelephones LiftDemo PressDemo HangUpDemo RingDemo EndDemo SetDemoAnswers HearDemo""",
    Right.BOX: """InstallUpdate Restart GetBans Unban GetSupportBundle GetDiagnosis
        GetJournal GetJournalText GetStorage GetNetwork GetLoad""",
    Right.CALLS: "RemoveRecordings GetFaxes GetFax RemoveFax",  # besides how much the others tell
    Right.ACCOUNTS: """GetAccounts SetAccount RemoveAccount LockAccount LiftDelays
        GetEverySession EndSessions DropSecondFactor WantSecondFactor DropPasskeys
        GetApiKeys MakeApiKey RevokeApiKey
        GetWebhooks MakeWebhook SetWebhook RenewWebhookSecret RemoveWebhook TestWebhook
        GetDeliveries GetCertificateRequest MakeCertificateRequest SetCertificate
        DropCertificate GetMonitoring SetMetrics SetSnmp SetSyslog TestSyslog""",
    Right.CONSOLE: "GetLog GetSetupCode GetOwnApiKey",
}
_SCOPES: dict[Scope, str] = {
    Scope.STATE: """GetStatus GetCards GetUpdate GetCertificate GetDayNight GetStorage GetNetwork
        GetLoad Subscribe""",
    Scope.CALLS: "GetCalls GetBoard GetResting Subscribe",
    Scope.CALLS_CHANGE: "HangUp TransferCall ParkCall TakeParked CommentCall",
    Scope.CALLS_PLACE: "PlaceCall GetDirectory",
    Scope.CALLS_LISTEN: "ListenIn",
    Scope.PHONE_BOOK: "GetDirectory",
    Scope.HISTORY: "GetHistory GetCall GetCallTable GetFaxes Subscribe",
    Scope.RECORDINGS: "GetRecording GetPeaks GetCall GetFax",
    Scope.RECORDINGS_REMOVE: "RemoveRecordings RemoveFax",
    Scope.VOICEMAIL: "GetMessages HearMessage GetMessagePeaks MarkMessage RemoveMessage",
    Scope.OFFICE: """GetExtensions GetParts GetOffice GetStreams GetUses GetRights GetMay Trace
        GetLiveState GetFirstStart FindSound GetSound GetSpeech GetMail""",
    Scope.OFFICE_CHANGE: """AddSipPhone GetDraft GetStep KeepInDraft ImportTable LeaveOut TakeOver
        DropDraft MakeDraft Edit Revert GetPending Confirm CancelPending SetForwarding
        SetDoNotDisturb SetFollowMe SetIntercom SetDayNight SetWakeUp SetSpeedDial
        CancelCampOn EndHotDesk SetQueueLogIn SetQueuePause ForgetCaller
        MarkStep RingTelephone KeepSound SpeakText TestMail Subscribe""",
    Scope.WEBHOOKS: """GetWebhooks MakeWebhook SetWebhook RenewWebhookSecret RemoveWebhook
        TestWebhook GetDeliveries""",
    Scope.AUDIT: "GetRevisions GetDifference GetLiveChanges GetAccessLog Subscribe",
    Scope.METRICS: "GetMetrics",
    Scope.MONITORING: "GetMonitoring SetMetrics SetSnmp SetSyslog TestSyslog",
    Scope.DIAGNOSIS: "GetDiagnosis GetBans GetSupportBundle GetJournal GetJournalText",
    Scope.BOX_CHANGE: "GetUpdate InstallUpdate Restart Unban",
    Scope.CERTIFICATE: """GetCertificateRequest MakeCertificateRequest SetCertificate
        DropCertificate""",
    Scope.ACCOUNTS: """GetAccounts SetAccount RemoveAccount LockAccount GetEverySession EndSessions
        DropSecondFactor DropPasskeys WantSecondFactor""",
    Scope.KEYS: "GetApiKeys MakeApiKey RevokeApiKey",
}
_ANY_KEY = {"GetOwnApiKey"}
_ANYBODYS = "there is no key yet that could ask it"
_OWN = "what is an account's own is its owner's: a program has neither password nor device"
_BY_COMMAND = "the same is a command of KeepInDraft or Edit"
_BACKUP = "a backup carries passwords, or sets everything at once: it is made at the box"
_NOT_FOR_PROGRAMS: dict[str, str] = {
    _ANYBODYS: "Hello SetUp LogIn GiveCode BeginPasskeyLogIn LogInByPasskey",
    _OWN: """LogOut WhoAmI ChangePassword GetSessions EndSession GetOwnAccess GetWorkplace
        BeginSecondFactor ConfirmSecondFactor RenewRecoveryCodes EndSecondFactor
        BeginPasskey AddPasskey RemovePasskey""",
    "whoever guesses the password of an account would wait no more": "LiftDelays",
    _BY_COMMAND: """RenameExtension RemoveExtension SetOperator RouteDid SetRecording
        ForgetCard""",
    _BACKUP: """Export Import ExportLiveState RestoreLiveState ExportSounds ImportSounds""",
    "GetParts tells all of it; a page's form asks for less": "GetNames GetPart",
    "a demo telephone is for somebody who hears it; a program calls over SIP": """LiftDemo
        GetDemoTelephones PressDemo HangUpDemo RingDemo EndDemo SetDemoAnswers HearDemo""",
    "it is shown at the box alone; GetJournal tells what a program may read": """GetSetupCode
        GetLog""",
}
"""Why no key asks them; every other question some key may."""
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


def test_whatever_no_key_asks_has_its_reason() -> None:
    reasons = [name for names in _NOT_FOR_PROGRAMS.values() for name in names.split()]
    closed = {kind.__name__ for kind in get_args(protocol.AnyRequest) if kind not in OPENED}
    assert sorted(reasons) == sorted(closed)
    own = {kind.__name__ for kind in ONES_OWN}
    assert own == set(_NOT_FOR_PROGRAMS[_OWN].split())


def test_a_key_covers_an_account_that_may_no_more_than_it_does() -> None:
    """Of each role: with all the scopes of the table, and with none of them left out."""
    needed = {
        Role.EMPLOYEE: """state calls calls-change calls-place history recordings voicemail
            office-change""",
    }
    needed[Role.OPERATOR] = f"{needed[Role.EMPLOYEE]} calls-listen"
    needed[Role.MANAGER] = f"{needed[Role.OPERATOR]} audit"
    for role, names in needed.items():
        scopes = frozenset(map(Scope, names.split()))
        assert covers(scopes, role)
        assert [each for each in scopes if covers(scopes - {each}, role)] == []
    for role in (Role.INSTALLER, Role.ADMIN, Role.CONSOLE):
        assert not covers(frozenset(Scope), role)


def test_each_event_is_told_to_the_keys_of_the_table() -> None:
    events = get_args(answers.Event)
    told = {scope: {e.__name__ for e in events if tells({scope}, e)} for scope in Scope}
    assert told == {
        Scope.STATE: {"Status", "Cards", "Update", "DayNight"},
        Scope.CALLS: {"CallsNow", "Resting"},
        Scope.CALLS_CHANGE: set(),
        Scope.CALLS_PLACE: set(),
        Scope.CALLS_LISTEN: set(),
        Scope.PHONE_BOOK: set(),
        Scope.HISTORY: {"CallEnded"},
        Scope.RECORDINGS: set(),
        Scope.RECORDINGS_REMOVE: set(),
        Scope.VOICEMAIL: set(),
        Scope.OFFICE: set(),
        Scope.OFFICE_CHANGE: {"Pending"},
        Scope.WEBHOOKS: set(),
        Scope.AUDIT: {"LiveChanged"},
        Scope.METRICS: set(),
        Scope.MONITORING: set(),
        Scope.DIAGNOSIS: set(),
        Scope.BOX_CHANGE: set(),
        Scope.CERTIFICATE: set(),
        Scope.ACCOUNTS: set(),
        Scope.KEYS: set(),
    }


def test_each_event_is_told_by_the_right_of_its_question() -> None:
    asked = {kind.__name__.removeprefix("Get"): kind for kind in get_args(protocol.AnyRequest)}
    for event, right in answers.EVENT_RIGHTS.items():
        named = {"LiveChanged": "LiveChanges"}.get(event.__name__, event.__name__)
        assert asked[named].needs is right
