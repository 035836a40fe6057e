"""The sandbox: a stand-in for Meta's Cloud API that can be ordered to misbehave.

Rooms: `world` (who and what there is), `messages` (what becomes of one), `decisions` (Meta's),
`chaos` (what is ordered to go wrong), `notices` and `webhooks` (what is told, how), `graph` (the
API), `orders`, `scenario` and `control` (the control plane), `clock`, `records`.

Begin with `emulator` (what it is made of), then `graph.dispatch` (what Meta answers) and
`control.routes` (what may be ordered). It shares no code with the client it is talked to by.

Every code of the catalogue can be made to appear where Meta shows it:

- in the answer to a send or in its failed status: `POST /_sandbox/faults`
  `{"name": "cap", "match": {"template": "promo_bulanan"}, "fail": {"code": 131049}}`
- in the answer to any other call, known to the sandbox or not: the same, with the call's name
  `{"name": "pin", "match": {"call": "POST register"}, "fail": {"code": 133005}}`
- in place of what a person wrote: `POST /_sandbox/inbound`
  `{"sender": "100000000000001", "from": "+6281200000001", "errors": [{"code": 131051}]}`
- in any webhook field (`messages`, `calls`, `history`, `group_lifecycle_update`, ...):
  `POST /_sandbox/changes` `{"field": "calls", "errors": [{"code": 138020}]}`, or a whole `value`
- in `health_status`: `{"health": [{"code": 141010}]}` to `POST /_sandbox/accounts/{id}` or
  `/_sandbox/senders/{id}`, or with a template to `PUT /_sandbox/templates`

Whole stories are told by `scenario` files; `terkirim.sandbox.pytest` is a fixture for the tests of
other people's projects (docs/sandbox).

What Meta does to templates, accounts and numbers happens by order too, told by its webhooks:

- reviews of templates made or edited (`decisions.reviews`): approved after seconds, unless
  `{"name": "promo_baru", "decision": "REJECTED", "reason": "PROMOTIONAL", "after_s": 60}` to
  `PUT /_sandbox/reviews` says otherwise; `category` files what it approves elsewhere
- to a template (`decisions.quality`): `POST /_sandbox/templates/quality` (RED: paused for three
  hours, then for six, then disabled), `/templates/pause` (pacing), `/templates/category`
- to an account (`decisions.account_events`): `{"event": "DISABLED_UPDATE", "at_s": 3600}` to
  `POST /_sandbox/accounts/{id}/events`; also ACCOUNT_RESTRICTION, ACCOUNT_DELETED, PAYMENT ...
- to a number (`decisions.sender_events`): `{"event": "NAME_UPDATE", "decision": "REJECTED"}` to
  `POST /_sandbox/senders/{id}/events`; also THROUGHPUT_UPGRADE, STATUS, PIN_CHANGED ...

What people do, and how it is told:

- they write (`orders.inbound`): any type of message to `POST /_sandbox/inbound`, such as
  `{..., "voice": {}}`, `{..., "button_reply": {"id": "ya", "title": "Ya"}}`, `{"referral": {}}`
  beside a text, or `{..., "system": {"type": "user_changed_number", "phone": "+6281200000002"}}`
- they hide their number (`messages.sight`): `{"phone": "+6281200000001", "username": "sari"}` to
  `POST /_sandbox/people`; `GET /_sandbox/people/{phone}` shows by which user id a business knows
  them, `wa_ids` how WhatsApp spells their number
- webhooks go to the number's own address, else its account's, else the app's
  (`webhooks.addresses`): `webhook_configuration` to `POST /{phone_number_id}`,
  `override_callback_uri` to `POST /{waba_id}/subscribed_apps`, `POST /_sandbox/webhook`
- webhooks come a thousand events at once, in order of time, and again for seven days
  (`world.habits`, `webhooks.parcels`): `POST /_sandbox/webhook/habits` with `batch`, `grouping`,
  `order`, `spread_s`, `first_retry_s` and the like; `pricing` says what statuses tell of money

Meta's limits are off until ordered (`graph.limits`, `messages.ceilings`, `graph.access`):

- told at once: `{"throughput": 80, "pair_per_minute": 10}` to `POST /_sandbox/senders/{id}`
  (130429, 131056)
- told by webhook: `{"tier": 250, "marketing_per_person_per_day": 2, "us_marketing": false}` or
  `{"marketing_capped_share": 0.2}` to `POST /_sandbox/accounts/{id}` (131048, 131049)
- of calls other than messages, told in the usage headers too: `{"calls_per_hour": 200}` to
  `POST /_sandbox/accounts/{id}` (80007, 80008) or to `POST /_sandbox/graph` (4), which also says
  which versions there are (`oldest_version`, `newest_version`)
- of the token: `{"expires_in_s": 3600}` or `{"permissions": []}` to `POST /_sandbox/token`
  (190 with subcode 463, 10, 200)

What else may be ordered of answers, statuses and time, and how it is kept and recorded, is told in
`docs/sandbox/chaos.md` (`chaos`, `orders.later`, `clock.autoclock`, `records.traffic`), and which
recipients fail without any order in `docs/sandbox/magic-numbers.md` (`chaos.magic`).
"""

from terkirim.sandbox.emulator import Sandbox
from terkirim.sandbox.server import run_alone, serve_sandbox
from terkirim.sandbox.world.known import (
    ACCOUNT,
    APP_SECRET,
    LIVE_SENDER,
    TEST_SENDER,
    TOKEN,
    VERIFY_TOKEN,
    WALLET_KEY,
)

__all__ = [
    "ACCOUNT",
    "APP_SECRET",
    "LIVE_SENDER",
    "TEST_SENDER",
    "TOKEN",
    "VERIFY_TOKEN",
    "WALLET_KEY",
    "Sandbox",
    "run_alone",
    "serve_sandbox",
]
