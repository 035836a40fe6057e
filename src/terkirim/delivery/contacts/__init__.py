"""People who are written to: one contact per person, how to reach them, whether it is worth it.

Begin with `recognise` (who a webhook is about) and `save` (whom a message is for). Their lists are
cleaned in `lists`, what they agreed to is `consent`.
"""
