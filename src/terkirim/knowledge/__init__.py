"""What we know, pure: error + evidence → diagnosis → decision. No input, no output, no clock.

`catalogue` says what every code can mean, `diagnosis` which of it is true here,
`policy` what is to be done about it.
"""
