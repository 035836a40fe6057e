"""The dashboard: what needs a person now, the timelines, the holds, the guide to the codes.

Begin with `routes` (which page is where), then `door` (what every request goes through). A page is
a function in `views/` and a template of the same name; `words/` says in sentences what the product
records in data. Own words are English in code and templates, Indonesian in `locale/`.
"""

from terkirim.web.dashboard.routes import routes

__all__ = ["routes"]
