"""The checks of the lesson *Who gets the tweet?*."""
