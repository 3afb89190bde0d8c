"""``python -m underheaven``: the command line."""

from underheaven.cli import main

main()
