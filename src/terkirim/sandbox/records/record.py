"""What the sandbox saw: the other side's account of events, for tests and balance sheets."""

import copy
from collections import Counter
from typing import Literal

import msgspec


class StatusAt(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A status a message reached, and when."""

    status: str
    at: float
    code: int | None = None


class Send(msgspec.Struct, omit_defaults=True, gc=False):
    """One request to send a message. `to` is E.164, or a business-scoped user id.

    `address`: how the recipient was named, where that is not how WhatsApp keeps them (`to`).
    `lite`: it came by the Marketing Messages API. `media_problem`: why its medium fails later.
    `ttl_s`: for how long it is tried, where that is not the usual time. `stale_identity`: it was
    meant for the identity key of another device.
    """

    at: float
    sender: str
    to: str
    type: str
    callback_data: str | None
    outcome: Literal["accepted", "refused"]
    statuses: list[StatusAt]
    template: str | None = None
    language: str | None = None
    category: str | None = None
    code: int | None = None
    wamid: str | None = None
    rule: str | None = None
    address: str | None = None
    voice: bool = False
    lite: bool = False
    media_problem: str | None = None
    ttl_s: int | None = None
    stale_identity: bool = False

    def __deepcopy__(self, _memo: dict[int, object]) -> "Send":
        """The same send at this moment: only its list of statuses still grows."""
        same = copy.copy(self)
        same.statuses = self.statuses.copy()
        return same


class ReadReceipt(msgspec.Struct, frozen=True, omit_defaults=True):
    """A business marked a message as read, and showed that it was typing."""

    at: float
    sender: str
    message_id: str
    typing: bool = False


class Sms(msgspec.Struct, frozen=True):
    """A text message handed to the SMS provider's end."""

    at: float
    to: str
    text: str


class Lookup(msgspec.Struct, frozen=True):
    """A number somebody asked about at one of the checkers' ends: each is what they pay for."""

    at: float
    kind: Literal["contacts", "lookup"]
    phone: str


class Posts(msgspec.Struct):
    """Webhooks out: requests made, events they carried, requests not answered with 200."""

    posts: int = 0
    events: int = 0
    failures: int = 0
    dropped: int = 0


class Record:
    """Everything that was asked of the sandbox since it was last reset."""

    def __init__(self) -> None:
        self.sends: list[Send] = []
        self.sms: list[Sms] = []
        self.lookups: list[Lookup] = []
        self.reads: list[ReadReceipt] = []
        self.requests = 0
        self.missed: list[str] = []
        self.webhooks = Posts()
        self._by_wamid: dict[str, Send] = {}
        self._seen: dict[str, int] = {}

    def add(self, send: Send) -> None:
        """Write down a send."""
        self.sends.append(send)
        if send.wamid is not None:
            self._by_wamid[send.wamid] = send

    def find(self, wamid: str) -> Send | None:
        """The accepted send with that message id."""
        return self._by_wamid.get(wamid)

    def count(self, name: str) -> int:
        """How often this name was counted before; counts it once more."""
        before = self._seen.get(name, 0)
        self._seen[name] = before + 1
        return before

    def to_dict(self) -> dict[str, object]:
        """The whole record, for JSON."""
        return {
            "sends": self.sends,
            "sms": self.sms,
            "lookups": self.lookups,
            "reads": self.reads,
            "requests": self.requests,
            "webhooks": self.webhooks,
        }

    def summary(self) -> dict[str, object]:
        """Counts. `delivered_twice` names the callback data of which two messages arrived."""
        outcomes = Counter(send.outcome for send in self.sends)
        arrived = [
            send
            for send in self.sends
            if any(status.status in ("delivered", "read") for status in send.statuses)
        ]
        copies = Counter(send.callback_data for send in arrived if send.callback_data is not None)
        return {
            "accepted": outcomes["accepted"],
            "refused": outcomes["refused"],
            "delivered": len(arrived),
            "delivered_twice": sorted(data for data, n in copies.items() if n > 1),
            "sms": len(self.sms),
        }
