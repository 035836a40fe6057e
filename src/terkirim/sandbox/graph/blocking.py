"""The block list of a sender: people it wants neither to hear from nor to write to."""

from terkirim.sandbox.codes import about
from terkirim.sandbox.graph.call import Call, Json, decoded, for_whatsapp, objects_of
from terkirim.sandbox.graph.paging import page
from terkirim.sandbox.refusals import Refusal, invalid, required
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Sender, digits, is_number
from terkirim.vocabulary.identifiers import is_bsuid

AT_ONCE_MAX = 1000
LIST_MAX = 64_000
NOBODY = 131009
_DETAILS = {
    131047: "User has not messaged in the last 24 hours",
    NOBODY: "User is not a valid phone number",
}


class PartialRefusal(Refusal):
    """Some or all people of a request could not be blocked or unblocked: who, and who could."""

    def __init__(self, verb: str, done: Json) -> None:
        details = f"Failed to {verb} some users, see the block_users response list for details"
        message = "(#139100) Failed to block/unblock users"
        super().__init__(139100, details, message=message)
        self._done = done

    def envelope(self, *trace: object) -> dict[str, object]:
        """The error beside the lists."""
        return {**self._done, **super().envelope(*trace)}


def block(state: State, sender: Sender, call: Call) -> Json:
    """POST /{phone_number_id}/block_users: people who wrote within 24 hours."""
    added: list[Json] = []
    failed: list[Json] = []
    for given in _people(call):
        person = _person(state, given)
        code = NOBODY if person is None else _why_not(state, sender, person)
        if person is None or code is not None:
            failed.append(_failure(given, person, code or NOBODY))
            continue
        if person not in sender.blocked:
            sender.blocked[person] = state.now()
            sender.blocklist_version += 1
        added.append(_shown(given, person))
    return _answer("block", "added_users", added, failed)


def unblock(state: State, sender: Sender, call: Call) -> Json:
    """DELETE /{phone_number_id}/block_users; no harm is done by unblocking twice."""
    removed: list[Json] = []
    failed: list[Json] = []
    for given in _people(call):
        person = _person(state, given)
        if person is None:
            failed.append(_failure(given, None, NOBODY))
            continue
        if sender.blocked.pop(person, None) is not None:
            sender.blocklist_version += 1
        removed.append(_shown(given, person))
    return _answer("unblock", "removed_users", removed, failed)


def list_blocked(_state: State, sender: Sender, call: Call) -> Json:
    """GET /{phone_number_id}/block_users; 139102 when the list changed between two pages."""
    people: list[Json] = [
        {"messaging_product": "whatsapp", **_identity(person)} for person in sender.blocked
    ]
    return page(call, people, sender.blocklist_version)


def _people(call: Call) -> list[str]:
    """Whom the request names; raises Refusal (100, 130429)."""
    given = call.parameters()
    for_whatsapp(given)
    if given.get("block_users") is None:
        raise required("block_users")
    entries = objects_of(
        {"block_users": decoded("block_users", given["block_users"])}, "block_users"
    )
    if not entries:
        raise invalid("Param block_users must be a non-empty array.")
    if len(entries) > AT_ONCE_MAX:
        raise Refusal(130429, f"At most {AT_ONCE_MAX} users can be named in one request.")
    return [_named(entry, place) for place, entry in enumerate(entries)]


def _named(entry: Json, place: int) -> str:
    user = entry.get("user") or entry.get("user_id")
    if user is None or user == "":
        raise required(f"block_users[{place}]['user']")
    if not isinstance(user, str):
        raise invalid(f"Param block_users[{place}]['user'] must be a string.")
    return user


def _person(state: State, given: str) -> str | None:
    """The person as the sandbox knows people; None when this is nobody's number."""
    if is_bsuid(given):
        return state.people.key(given)
    number = digits(given)
    return state.people.key(f"+{number}") if is_number(number) else None


def _why_not(state: State, sender: Sender, person: str) -> int | None:
    """The code that keeps a person from being blocked."""
    if digits(person) == sender.digits():
        return 131021
    if person in sender.blocked:
        return None
    if not state.world.window_is_open(sender.id, person, state.now()):
        return 131047
    return 139101 if len(sender.blocked) >= LIST_MAX else None


def _failure(given: str, person: str | None, code: int) -> Json:
    known = about(code)
    title = "Re-engagement required" if code == 131047 else known.title
    details = _DETAILS.get(code) or known.details or known.title
    error: Json = {"message": title, "code": code, "error_data": {"details": details}}
    who: Json = {"input": given} if person is None else _shown(given, person)
    return {**who, "errors": [error]}


def _shown(given: str, person: str) -> Json:
    return {"input": given, **_identity(person)}


def _identity(person: str) -> Json:
    return {"user_id": person} if is_bsuid(person) else {"wa_id": digits(person)}


def _answer(verb: str, name: str, done: list[Json], failed: list[Json]) -> Json:
    lists: Json = {name: done} if done else {}
    if failed:
        lists["failed_users"] = failed
    answer: Json = {"messaging_product": "whatsapp", "block_users": lists}
    if failed:
        raise PartialRefusal(verb, answer)
    return answer
