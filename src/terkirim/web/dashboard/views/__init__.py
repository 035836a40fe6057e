"""The pages, one module per subject. Each function takes a `Visit` and answers with a response."""
