"""Contact lists into the database: people, what is known of them, what they agreed to.

Begin with `run`. Lists are read by `lists`; who is one person is `contacts`.
"""
