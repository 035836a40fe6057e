"""What the product records in data, in sentences people read.

The sentences are English here, Indonesian in `locale/`.
"""
