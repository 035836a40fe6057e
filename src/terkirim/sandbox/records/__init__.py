"""What was seen and counted: sends, traffic, and the tallies behind the limits."""
