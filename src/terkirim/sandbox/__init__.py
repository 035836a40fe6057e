"""The sandbox: a stand-in for Meta's Cloud API that can be ordered to misbehave.

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
"""

from terkirim.sandbox.emulator import Sandbox
from terkirim.sandbox.known import (
    ACCOUNT,
    APP_SECRET,
    LIVE_SENDER,
    TEST_SENDER,
    TOKEN,
    VERIFY_TOKEN,
    WALLET_KEY,
)
from terkirim.sandbox.server import serve_sandbox

__all__ = [
    "ACCOUNT",
    "APP_SECRET",
    "LIVE_SENDER",
    "TEST_SENDER",
    "TOKEN",
    "VERIFY_TOKEN",
    "WALLET_KEY",
    "Sandbox",
    "serve_sandbox",
]
