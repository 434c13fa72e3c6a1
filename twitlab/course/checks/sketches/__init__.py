"""The checks of the lesson *Count-min: a little wrong on purpose*."""
