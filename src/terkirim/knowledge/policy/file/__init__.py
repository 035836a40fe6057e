"""policy.toml, read strictly and written. Begin with `read`.

`rows` reads one cause's table and `general` the table of that name; `checks` refuses what no plan
may say, `lines` tells where a key stands, `sentences` says what to write instead.
"""
