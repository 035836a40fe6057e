"""How far each cause reaches."""

from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.scopes import Scope

_BY_FAMILY = {
    "recipient": Scope.RECIPIENT,
    "window": Scope.WINDOW,
    "message": Scope.MESSAGE,
    "template": Scope.TEMPLATE,
    "sender": Scope.SENDER,
    "account": Scope.ACCOUNT,
    "access": Scope.ACCOUNT,
    "service": Scope.SERVICE,
    "limit": Scope.SENDER,
    "call": Scope.CALL,
    "group": Scope.GROUP,
    "flow": Scope.FLOW,
    "request": Scope.REQUEST,
}
_EXCEPTIONS = {
    Cause.NOT_ON_TEST_LIST: Scope.PAIR,
    Cause.MARKETING_CAP: Scope.RECIPIENT_MARKETING,
    Cause.IN_EXPERIMENT: Scope.RECIPIENT_MARKETING,
    Cause.OPTED_OUT: Scope.RECIPIENT_MARKETING,
    Cause.NO_CONSENT: Scope.RECIPIENT_MARKETING,
    Cause.SPAM_SIGNAL: Scope.SENDER_MARKETING,
    Cause.PAIR: Scope.PAIR,
    Cause.APP_LIMIT: Scope.ACCOUNT,
    Cause.BLOCKED_BY_US: Scope.PAIR,
    Cause.THREAD_OWNED: Scope.WINDOW,
    Cause.NOT_ELIGIBLE: Scope.REQUEST,
    Cause.QUANTITY: Scope.REQUEST,
    Cause.CALL_LIMIT: Scope.CALL,
    Cause.USERNAME: Scope.REQUEST,
}
_SCOPES = {
    cause: _EXCEPTIONS.get(cause) or _BY_FAMILY[cause.value.partition(".")[0]] for cause in Cause
}


def scope_of(cause: Cause) -> Scope:
    """What a cause concerns: the scope its hold would have."""
    return _SCOPES[cause]
