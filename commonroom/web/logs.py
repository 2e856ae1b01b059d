"""What goes to the terminal and the logs."""

import logging


class Briefly(logging.Filter):
    """One line, without a trace, for each page that is refused while the database is away.

    The supervisor or the database's own log says why; a trace a request would bury that.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let everything through; a 503 loses its trace and keeps the last line of its reason."""
        if getattr(record, "status_code", None) == 503 and record.exc_info:
            reason = str(record.exc_info[1]).strip().splitlines()
            record.msg, record.args = f"{record.getMessage()} ({reason[0] if reason else 'no reason given'})", ()
            record.exc_info = record.exc_text = None
        return True
