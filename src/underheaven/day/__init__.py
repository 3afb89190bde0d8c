"""What can happen on a day: one mechanism a file, its parameters with sources and its pure functions over integers."""
