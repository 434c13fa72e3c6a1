"""The checks of the lesson *The most retweeted, exactly*."""
