"""Segments: who of the contacts is meant, said as a filter, and why others are left out."""
