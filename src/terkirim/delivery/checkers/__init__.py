"""Checkers: what others know of numbers, asked rarely, kept with its age, off by default."""
