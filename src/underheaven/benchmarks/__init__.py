"""``citizen-v1``: one small rule, written for every framework in its own idiom (``benchmarks/DECLARATION.md`` in the repository).

Each entry stands in a module of its own, which imports its framework. None of them is imported before it is measured, and then in a
process of its own.
"""
