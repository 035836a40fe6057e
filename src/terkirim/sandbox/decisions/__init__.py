"""What Meta decides: reviews, quality, events of accounts and numbers."""
