"""What happened, for people and machines to see: one read service behind every door.

Begin with `read`.
"""
