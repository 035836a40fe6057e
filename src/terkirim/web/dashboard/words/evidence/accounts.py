"""What is known of the account: money, locks, verification."""

from terkirim.web.dashboard.reader import mark

EXACT: dict[str, str] = {
    "the error's own words speak of a lock, not of a balance": mark(
        "The error itself speaks of a lock, not of a balance"
    ),
    "account.health_codes=141006": mark("Meta's account health names a payment problem (141006)"),
    "account.health_codes=141006: there is a payment matter too": mark(
        "Meta's account health names a payment problem as well (141006)"
    ),
    "account.health_codes=141010": mark(
        "Meta's account health names a business that is not verified (141010)"
    ),
    "account.health_codes=141014": mark("Meta's account health names a ban (141014)"),
    "account.can_send_message=BLOCKED": mark("Meta's account health says blocked"),
    "account.can_send_message=LIMITED": mark("Meta's account health says limited"),
    "account.can_send_message=AVAILABLE: health knows of no lock": mark(
        "Meta's account health says it can send and names no lock"
    ),
    "account health and funding say it can pay and send": mark(
        "Meta's account health says it can send, and a means of payment is attached"
    ),
    "account.recent_events=ACCOUNT_RESTRICTION": mark("Meta announced a limit on the account"),
    "account.recent_events=ACCOUNT_VIOLATION": mark(
        "Meta announced that the account broke a policy"
    ),
    "account.recent_events=DISABLED_UPDATE": mark("Meta announced that the account is disabled"),
    "account.funding_attached=false": mark("No means of payment is attached to the account"),
    "the account is banned: payment is not the real problem": mark(
        "The account is banned, so payment is not the real problem"
    ),
    "account.balance_empty": mark("The prepaid balance is used up"),
    "account.balance_empty=false": mark("The prepaid balance is not empty"),
    "account.balance_empty as well as a lock": mark(
        "The prepaid balance is used up, and the account is locked as well"
    ),
}

FORMS: dict[str, str] = {
    r"account\.recent_events=(?P<value>.+)": mark("Meta announced %(value)s for the account"),
}
