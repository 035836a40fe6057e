"""What becomes of a message: whom it reaches, when, at which price; and what people say."""
