"""One base for every error of the kit, so that a refusal can be told from a bug."""


class TwitlabError(Exception):
    """Be the base of every error that twitlab raises on purpose."""


class BadValue(TwitlabError, ValueError):
    """Refuse an argument of the right type whose value is not allowed."""


class BadType(TwitlabError, TypeError):
    """Refuse an argument of a type that is not allowed."""


class CourseError(TwitlabError, RuntimeError):
    """Say that the course, a workspace or a notebook in it is not as it must be."""
