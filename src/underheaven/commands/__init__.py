"""What the verbs of the command line do; ``cli`` only declares their options."""
