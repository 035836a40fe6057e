"""Everything a test or a person may order, one module a subject (paths: `control.routes`)."""
