"""Questions and answers about webhooks: whom the box tells by itself what happens to calls."""

from enum import StrEnum
from typing import ClassVar

from appliance.wire.kinds import Answer, Request, View
from appliance.wire.roles import Right


class HookEvent(StrEnum):
    """What is told of."""

    STARTED = "call.started"
    ANSWERED = "call.answered"  # somebody lifted, or a member of a group or queue
    ENDED = "call.ended"
    MISSED = "call.missed"  # from outside, and nobody of ours took it
    VOICEMAIL = "call.voicemail"  # it ended at a mailbox
    TEST = "test"  # by the button


CHOSEN = tuple(each for each in HookEvent if each is not HookEvent.TEST)
"""Of which a webhook may be told."""


MOST = 50  # deliveries of an answer


class DeliveryState(StrEnum):
    WAITING = "waiting"  # for its first try, or its next
    DELIVERED = "delivered"
    GIVEN_UP = "given-up"


class DeliveryView(View, frozen=True):
    """One event on its way to one webhook, or arrived.

    `status` is the last answer's, 0 without one; `said` how its body begins; `error` why it did not
    arrive, in English. `next` is the moment of the next try, 0 for none.
    """

    id: str
    event: HookEvent
    made: float
    state: DeliveryState
    attempts: int = 0
    tried: float = 0.0
    next: float = 0.0
    status: int = 0
    said: str = ""
    error: str = ""


class WebhookView(View, frozen=True):
    """A webhook, but for its secret. `waiting` counts what has not arrived yet."""

    id: str
    name: str
    url: str
    events: tuple[HookEvent, ...]
    on: bool
    made: float
    by: str
    waiting: int = 0
    last: DeliveryView | None = None


class Webhooks(Answer, frozen=True):
    """In the order in which they were made."""

    webhooks: tuple[WebhookView, ...]


class WebhookMade(Answer, frozen=True):
    """`secret` is what the receiver checks signatures with; it is shown once."""

    secret: str
    webhook: WebhookView


class Deliveries(Answer, frozen=True):
    """The newest first."""

    deliveries: tuple[DeliveryView, ...]


class Delivery(Answer, frozen=True):
    delivery: DeliveryView


class GetWebhooks(Request[Webhooks], frozen=True):
    needs: ClassVar[Right] = Right.ACCOUNTS


class MakeWebhook(Request[WebhookMade], frozen=True):
    """`url`: https, or http to an address of the LAN."""

    needs: ClassVar[Right] = Right.ACCOUNTS
    name: str
    url: str
    events: tuple[HookEvent, ...]


class SetWebhook(Request[Webhooks], frozen=True):
    """Make it so; while it is not `on` nothing is told and what waited is dropped."""

    needs: ClassVar[Right] = Right.ACCOUNTS
    webhook: str
    name: str
    url: str
    events: tuple[HookEvent, ...]
    on: bool = True


class RenewWebhookSecret(Request[WebhookMade], frozen=True):
    """A new secret; the one before counts no more."""

    needs: ClassVar[Right] = Right.ACCOUNTS
    webhook: str


class RemoveWebhook(Request[Webhooks], frozen=True):
    needs: ClassVar[Right] = Right.ACCOUNTS
    webhook: str


class TestWebhook(Request[Delivery], frozen=True):
    """Tell it of nothing, now and once; the answer, within ten seconds, is what came of it."""

    needs: ClassVar[Right] = Right.ACCOUNTS
    webhook: str


class GetDeliveries(Request[Deliveries], frozen=True):
    needs: ClassVar[Right] = Right.ACCOUNTS
    webhook: str


Asked = (
    GetDeliveries
    | GetWebhooks
    | MakeWebhook
    | RemoveWebhook
    | RenewWebhookSecret
    | SetWebhook
    | TestWebhook
)
