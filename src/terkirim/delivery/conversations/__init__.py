"""The 24-hour customer service window between a sender and a contact. Begin with `windows`."""
