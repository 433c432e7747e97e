from portal.core.errors import Refusal


class NotReady(Refusal):
    """A shift cannot start with those who are there; `fields` says why: people, experience, qualification."""

    code = "not_ready"
