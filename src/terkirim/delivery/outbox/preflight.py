"""Checks before a message is taken in: what can be known without asking Meta."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from terkirim.delivery.templates.rules import Misfit, misfit, sent_count
from terkirim.store import Sender, Template, registry
from terkirim.store.engine import Connection

Body = Mapping[str, Any]


class Cleared(NamedTuple):
    """Nothing is known to stand against it: who sends it, and as what."""

    sender: Sender
    category: str


class Preflight:
    """The part of the registry that some requests need."""

    def __init__(self, senders: Mapping[str, Sender], templates: Mapping[str, list[Template]]):
        """`templates`: by account."""
        self._senders = senders
        self._templates = templates

    @classmethod
    async def open(cls, db: Connection, requests: Iterable[tuple[str, Body]]) -> "Preflight":
        """Read what is needed to judge these pairs of sender and body."""
        wanted = list(requests)
        senders: dict[str, Sender] = {}
        for sender_id in sorted({sender_id for sender_id, _ in wanted}):
            known = await registry.sender(db, sender_id)
            if known is not None:
                senders[sender_id] = known
        names: dict[str, set[str]] = defaultdict(set)
        for sender_id, body in wanted:
            if sender_id in senders and body.get("type") == "template":
                names[senders[sender_id].account_id].add(_template(body)[0])
        templates = {
            account_id: await _templates(db, account_id, of_account)
            for account_id, of_account in sorted(names.items())
        }
        return cls(senders, templates)

    def judge(self, sender_id: str, body: Body) -> Cleared | Misfit | None:
        """Whether it may be taken in, what stands against its template, None for no such sender."""
        sender = self._senders.get(sender_id)
        if sender is None:
            return None
        if body.get("type") != "template":
            return Cleared(sender, "service")
        name, language = _template(body)
        known = self._templates[sender.account_id]
        found = misfit(known, name, language, sent_count(body))
        if found is not None:
            return found
        return Cleared(sender, next(one.category.lower() for one in known if one.name == name))


async def _templates(db: Connection, account_id: str, names: set[str]) -> list[Template]:
    """Those that bear the names; all of them where one is missing, to say what is nearest."""
    found = await registry.templates_named(db, account_id, names)
    if names <= {one.name for one in found}:
        return found
    return await registry.all_templates(db, account_id)


def _template(body: Body) -> tuple[str, str]:
    template = body["template"]
    return str(template["name"]), str(template["language"]["code"])
