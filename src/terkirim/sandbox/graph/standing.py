"""Whether an account and a number may be used at all: access, locks, payment, display name."""

from terkirim.sandbox.decisions.account_events import TIERS
from terkirim.sandbox.refusals import Refusal, no_such_object
from terkirim.sandbox.world.model import Account, Portfolio, Sender, World

_NAMED = ("APPROVED", "AVAILABLE_WITHOUT_REVIEW")
_NO_ACCESS = (
    "(#200) You do not have the necessary permissions to send messages on behalf of this WhatsApp "
    "Business Account"
)
_GONE = ("DELETED", "MIGRATED")
_CUT_OFF = ("DISCONNECTED", "UNVERIFIED")
_BIZ = ("RESTRICTED_BIZ_INITIATED_MESSAGING",)
_ANSWERS = ("RESTRICTED_CUSTOMER_INITIATED_MESSAGING",)
UTILITY_RESTRICTIONS = ("RESTRICTED_UTILITY_TEMPLATES",)


def check_access(world: World, method: str, node: str) -> None:
    """Raises Refusal for a node of an account that is deleted (100) or was taken away (200)."""
    account = account_of(world, node)
    if account is None:
        return
    sender = world.senders.get(node)
    if account.deleted or (sender is not None and sender.status in _GONE):
        raise no_such_object(method, node)
    if account.app_removed:
        raise Refusal(200, "", message=_NO_ACCESS)


def account_of(world: World, node: str) -> Account | None:
    """The account a node is, or belongs to."""
    if node in world.accounts:
        return world.accounts[node]
    owned = world.senders.get(node) or world.template_by_id(node)
    return None if owned is None else world.accounts.get(owned.account)


def check_standing(account: Account, sender: Sender) -> None:
    """Raises Refusal where nothing may be sent from a number (131031, 131037, 131042, 133010 …)."""
    if not sender.registered or sender.status in _CUT_OFF:
        raise Refusal(133010)
    if account.locked or account.balance <= 0 or sender.status == "BANNED":
        raise Refusal(131031)
    if sender.status == "RESTRICTED":
        raise Refusal(131048)
    if sender.status == "RATE_LIMITED":
        raise Refusal(130429)
    if sender.status == "OFFLINE":
        raise Refusal(131057)
    if not account.payment_ok and account.payment_phase == "sync":
        raise Refusal(131042, account.payment_words())
    if sender.provided_by_meta and sender.name_status not in _NAMED:
        raise Refusal(131037)


def check_restrictions(account: Account, category: str | None, now: float, *, open_: bool) -> None:
    """Raises Refusal for what a restricted account may not send (368, 131064).

    `category` is the template's, None for a free-form message; `open_`: the window is.
    """
    if restricted(account, _ANSWERS if open_ else _BIZ, now):
        raise Refusal(368)
    if category == "UTILITY" and restricted(account, UTILITY_RESTRICTIONS, now):
        raise Refusal(131064)


def restricted(account: Account, kinds: tuple[str, ...], now: float) -> bool:
    """Whether one of these restrictions is in force."""
    return any(
        kind in kinds and (until is None or now < until)
        for kind, until in account.restrictions.items()
    )


def tier_of(portfolio: Portfolio, sender: Sender) -> str:
    """The portfolio's messaging limit, as a number's fields name it."""
    if sender.mode == "SANDBOX":
        return "TIER_250"
    if portfolio.tier is None:
        return portfolio.tier_name or "TIER_100K"
    named = (name for name, most in TIERS.items() if most == portfolio.tier)
    return next(named, f"TIER_{portfolio.tier}")
