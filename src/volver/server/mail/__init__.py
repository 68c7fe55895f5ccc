"""Letters that the server itself sends: invitations, new passwords, news of an account."""
