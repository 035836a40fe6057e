"""The sandbox: a stand-in for Meta's Cloud API that can be ordered to misbehave.

Begin with `emulator` (what it is made of), then `graph.dispatch` (what Meta answers) and
`control.routes` (what may be ordered). It shares no code with the client it is talked to by.
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
