"""What a business may see of a person: their number, or their user id alone."""

from terkirim.sandbox.notices import Seen
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Sender, digits
from terkirim.sandbox.world.people import Person, name_of
from terkirim.vocabulary.identifiers import is_bsuid

NUMBER_STAYS_S = 30 * 86400.0


def see(state: State, sender: Sender, person: Person) -> Seen:
    """What webhooks to that sender's business say of a person at this moment."""
    account = state.world.accounts[sender.account]
    shows = not is_bsuid(person.phone) and (
        person.username is None
        or person.in_contact_book
        or _exchanged(state, sender.id, person.phone)
    )
    return Seen(
        number=digits(person.phone) if shows else None,
        user_id=state.people.user_id(person.phone, account.business_id),
        parent_user_id=person.parent_user_id,
        username=person.username,
        name=name_of(person),
        identity=state.people.identity(person.phone) if sender.settings.identity_change else None,
    )


def note_exchange(state: State, sender: str, person: Person) -> None:
    """A sender and a person's number exchanged a message: it stays visible for thirty days.

    Noted only of people whose number would be hidden otherwise.
    """
    if person.username is not None and not is_bsuid(person.phone):
        state.world.exchanged[f"{sender}/{person.phone}"] = state.now()


def _exchanged(state: State, sender: str, key: str) -> bool:
    at = state.world.exchanged.get(f"{sender}/{key}")
    return at is not None and state.now() - at <= NUMBER_STAYS_S
