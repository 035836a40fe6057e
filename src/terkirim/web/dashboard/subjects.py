"""What holds are on, in names a person knows."""

from collections.abc import Sequence

from terkirim.store import Contact, Hold, Sender, Store, contacts, registry
from terkirim.vocabulary.scopes import Scope
from terkirim.web.dashboard.reader import Reader, mark

_SENDER = mark("Sender %(name)s")
_MARKETING = mark("Marketing from %(name)s")
_ACCOUNT = mark("The whole account %(name)s")
_TEMPLATE = mark("Template %(name)s (%(language)s)")
_PAIR = mark("%(sender)s to %(person)s")
_ONE_MESSAGE = mark("Message %(name)s")
_BY_SENDER = {Scope.SENDER: _SENDER, Scope.SENDER_MARKETING: _MARKETING}
_BY_NAME = {Scope.ACCOUNT: _ACCOUNT, Scope.MESSAGE: _ONE_MESSAGE}


class Subjects:
    """The people and senders some holds are about."""

    def __init__(self, people: dict[str, Contact], senders: dict[str, Sender]) -> None:
        self._people = people
        self._senders = senders

    @classmethod
    async def read(cls, store: Store, holds: Sequence[Hold]) -> "Subjects":
        """Look up whatever these holds name."""
        named = [hold.key.rpartition("/")[2] for hold in holds if hold.scope != Scope.TEMPLATE]
        async with store.read() as db:
            people = await contacts.by_id(db, named)
            senders = {sender.id: sender for sender in await registry.all_senders(db)}
        return cls(people, senders)

    def of(self, reader: Reader, hold: Hold) -> str:
        """What a hold is on."""
        scope, key = Scope(hold.scope), hold.key
        if scope == Scope.TEMPLATE:
            _, _, named = key.partition("/")
            name, _, language = named.rpartition("/")
            return reader.say(_TEMPLATE, name=name, language=language)
        if scope in (Scope.PAIR, Scope.WINDOW):
            sender, _, person = key.partition("/")
            return reader.say(_PAIR, sender=self.sender(sender), person=self._person(person))
        if scope in _BY_SENDER:
            return reader.say(_BY_SENDER[scope], name=self.sender(key))
        return reader.say(_BY_NAME[scope], name=key) if scope in _BY_NAME else self._person(key)

    def sender(self, sender_id: str) -> str:
        """A sender's number as people know it."""
        known = self._senders.get(sender_id)
        return known.display_number or known.name or sender_id if known else sender_id

    def _person(self, contact_id: str) -> str:
        known = self._people.get(contact_id)
        return address(known) if known else contact_id


def address(contact: Contact) -> str:
    """A contact's number or user id, with the name where it is known."""
    number = contact.phone or contact.bsuid or contact.id
    return f"{contact.name} · {number}" if contact.name else number
