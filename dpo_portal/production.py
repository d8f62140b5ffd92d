"""What keeps a production server from starting; each reason is one sentence."""

MIN_SECRET_LENGTH = 50
MIN_SECRET_VARIETY = 10
# Beginnings of secrets that examples and generators put there to be replaced.
KNOWN_SECRETS = ("django-insecure-", "change-me", "changeme", "test-only-")


def reason_not_to_start(
    secret_key: str, debug: bool, allowed_hosts: list[str], smtp_host: str
) -> str | None:
    """The first reason why these settings are unsafe in production, or None."""
    if not secret_key:
        return (
            "SECRET_KEY is not set: put a random text of 50 characters or more into "
            "the environment or .env (docs/settings.md shows a command that makes one)."
        )
    if (
        len(secret_key) < MIN_SECRET_LENGTH
        or len(set(secret_key)) < MIN_SECRET_VARIETY
        or secret_key.startswith(KNOWN_SECRETS)
    ):
        return (
            "SECRET_KEY is a known example or too easy to guess: replace it by a "
            "random text of 50 characters or more."
        )
    if debug:
        return (
            "DEBUG is on, which shows settings and personal data to anyone who meets "
            "an error: remove DEBUG from the environment and .env."
        )
    if not allowed_hosts or "*" in allowed_hosts:
        return (
            "ALLOWED_HOSTS does not name a host: set it to the names that people reach "
            "this portal by, divided by commas."
        )
    if not smtp_host:
        return (
            "SMTP_HOST is not set: letters and sign-in codes could not leave, so name "
            "the mail server."
        )
    return None
