"""Person, post, sign-in, permissions, roles and doors."""
