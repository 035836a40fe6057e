"""Who may look and who may send: the admin's login, sessions, API keys. Only hashes are stored.

Begin with `login` for people and `keys` for programs.
"""
