"""The checks of the lesson *Fast and slow: the lambda merge*."""
