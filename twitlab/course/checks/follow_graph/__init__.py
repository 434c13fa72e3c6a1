"""The checks of the lesson *Who follows whom, and did the write count?*."""
