"""One file for each exercise: its cases, how an answer is observed and judged, and the mistakes."""
