"""The checks of the lesson *Where does a tweet live?*."""
