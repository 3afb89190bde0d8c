"""What a reader sees: charts, the page of one run, and the life of one synthetic citizen."""
