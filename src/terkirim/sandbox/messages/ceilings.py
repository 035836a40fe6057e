"""The limits Meta tells of by webhook: a message is accepted first and fails because of them.

The portfolio's messaging limit (unique people outside windows in a moving day), the marketing one
person gets from all businesses, and marketing to the United States, which Meta withholds. In the
known world all of them are off; `POST /_sandbox/accounts/{id}` sets them.
"""

from terkirim.sandbox.chance import Dice
from terkirim.sandbox.chaos.rules import Fail
from terkirim.sandbox.records.record import Send
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Account
from terkirim.sandbox.world.wa_ids import country_of

MESSAGING_LIMIT = (
    "Failed to send message because the messaging limit of this business portfolio is reached: "
    "unique people in a moving 24-hour period."
)
# Where the limit per person is not in force: EEA, United Kingdom, Japan, South Korea.
_FREE = (
    "AT BE BG CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT JP KR LI LT LU LV MT NL NO PL PT RO "
    "SE SI SK"
)
_WITHOUT_CAP = frozenset(_FREE.split())


def ceiling(state: State, account: Account, send: Send) -> Fail | None:
    """Why a message fails for a limit, None when it passes; then it is counted."""
    marketing = send.category == "MARKETING"
    if marketing and not account.us_marketing and country_of(send.to) == "US":
        return Fail(code=131049)
    if send.template is None or state.world.window_is_open(send.sender, send.to, send.at):
        return None
    if marketing and _had_enough(state, account, send):
        return Fail(code=131049)
    if _is_full(state, account, send):
        return Fail(code=131048, details=MESSAGING_LIMIT)
    state.tallies.reach(account.business_id, send.to, send.at)
    if marketing:
        state.tallies.add_marketing(send.to, send.at)
    return None


def _had_enough(state: State, account: Account, send: Send) -> bool:
    """Whether the person's marketing limit is used up: by this business, or by others."""
    share, most = account.marketing_capped_share, account.marketing_per_person_per_day
    if (share == 0 and most is None) or country_of(send.to) in _WITHOUT_CAP:
        return False
    if Dice(state.seed, "marketing cap", send.to).roll() < share:
        return True
    return most is not None and state.tallies.marketing_to(send.to, send.at) >= most


def _is_full(state: State, account: Account, send: Send) -> bool:
    tier = state.world.portfolio(account).tier
    if tier is None or state.tallies.has_reached(account.business_id, send.to, send.at):
        return False
    return state.tallies.people_reached(account.business_id, send.at) >= tier
