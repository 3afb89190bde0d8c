"""``citizen-v1``: one small rule, written for every framework in its own idiom (``DECLARATION.md``)."""
