"""Messages, from written down to settled: written before it is sent, settled by what is heard.

Begin with `dispatch` (how a message leaves), then `settle` (what happens when it fails). The legal
states are in `transitions`, and `ledger` is the only one to write them.
"""
