"""Who and what there is: accounts, senders, templates, people, media."""
