"""What a customer's words mean for us. Pure."""

# Meta defines no list; these are usual in Indonesia (facts/platform.md, section h).
_STOP = {"stop", "berhenti", "unsub", "unsubscribe", "keluar", "jangan kirim", "jangan kirim lagi"}


def says_stop(text: str) -> bool:
    """Whether a message is nothing but the wish to get no more advertising."""
    return " ".join(text.lower().strip(" .!?*_\n").split()) in _STOP
