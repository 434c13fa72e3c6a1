"""A route through the course up to a day."""
