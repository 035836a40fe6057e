"""How time passes: by order, by itself, or from event to event."""
