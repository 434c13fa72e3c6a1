"""The checks of the lesson *A tweet is a struct*."""
