"""The six remedies, decided and done."""

from collections.abc import Callable, Mapping
from typing import Any

from terkirim.knowledge import catalogue
from terkirim.vocabulary.scopes import Scope
from terkirim.web.dashboard.reader import Reader, mark
from terkirim.web.dashboard.words.causes import cause_title
from terkirim.web.dashboard.words.holds import probe_words

Data = Mapping[str, Any]

DONE: dict[str, str] = {
    "retry": mark("tried again"),
    "hold": mark("held"),
    "reroute": mark("sent by SMS"),
    "reopen": mark("conversation reopened"),
    "alert": mark("person alerted"),
    "give_up": mark("given up"),
    "leave_out": mark("left out"),
}

AUDIENCES: dict[str, str] = {
    "owner": mark("the owner"),
    "marketing": mark("the marketing team"),
    "developer": mark("the developer"),
    "operator": mark("the operator"),
}


def sentence(reader: Reader, remedy: Data) -> str:
    """One decided remedy in words."""
    teller = _TELLERS.get(str(remedy.get("remedy")))
    return teller(reader, remedy) if teller else reader.labelled(DONE, str(remedy.get("remedy")))


def scope_words(reader: Reader, scope: str) -> str:
    """What a hold of that scope stops."""
    return reader.text(catalogue.SCOPES[Scope(scope)]) if scope in set(Scope) else scope


def _retry(reader: Reader, remedy: Data) -> str:
    at = reader.moment(float(remedy["at"]))
    if remedy.get("reconcile"):
        return reader.say("Wait for the status; without one, send again at %(at)s", at=at)
    return reader.say("Try again at %(at)s", at=at)


def _hold(reader: Reader, remedy: Data) -> str:
    what = scope_words(reader, str(remedy["scope"]))
    if remedy.get("until"):
        return reader.say(
            "Hold %(what)s until %(at)s", what=what, at=reader.moment(float(remedy["until"]))
        )
    return reader.say(
        "Hold %(what)s %(waits)s", what=what, waits=probe_words(reader, remedy.get("probe"))
    )


def _reroute(reader: Reader, _remedy: Data) -> str:
    return reader.say("Send it by SMS")


def _reopen(reader: Reader, remedy: Data) -> str:
    return reader.say(
        "Send the template %(template)s and keep the message until the customer answers",
        template=remedy["template"],
    )


def _alert(reader: Reader, remedy: Data) -> str:
    whom = reader.labelled(AUDIENCES, str(remedy["audience"]))
    return reader.say("Alert %(whom)s", whom=whom)


def _give_up(reader: Reader, remedy: Data) -> str:
    return reader.say("Stop here: %(cause)s", cause=cause_title(reader, remedy["cause"]))


_TELLERS: dict[str, Callable[[Reader, Data], str]] = {
    "retry": _retry,
    "hold": _hold,
    "reroute": _reroute,
    "reopen": _reopen,
    "alert": _alert,
    "give_up": _give_up,
}
