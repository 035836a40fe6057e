"""What may be ordered to go wrong, and which order concerns what."""
