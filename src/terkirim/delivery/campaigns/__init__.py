"""Campaigns: one template to a list of contacts, checked before anything is sent.

Begin with `read_file` (the campaign file), then `run`. People come in portion by portion: those of
a list through `prepare` and `enter`, those of a segment through `from_segment`; both end in
`write_down`.
"""
