"""The whole model beside the same model in tuned NumPy (``DECLARATION.md``)."""
