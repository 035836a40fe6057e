"""`terkirim demo`: the main job from end to end, in simulated time, against the sandbox.

Begin with `command`, then `story`: what goes wrong when, and who mends it. `stage` moves time,
`fates` gives people their troubles, `human` plays the person, `audit` counts what was lost or
sent twice from the sandbox's own record, `report` shows the end.
"""
