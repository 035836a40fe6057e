"""The control plane: which order answers which path, its description, and whole scenarios."""
