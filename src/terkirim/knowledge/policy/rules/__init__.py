"""One rule per cause, a module per family of causes."""
