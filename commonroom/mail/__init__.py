"""The outbox: messages that say only that there is something to read."""
