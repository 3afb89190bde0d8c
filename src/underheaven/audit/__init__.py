"""What an independent look at a regime finds: small registered questions over measures, and the elements of law that they touch."""
