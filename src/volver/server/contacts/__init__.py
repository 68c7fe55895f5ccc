"""What agents note down of customers, and who has whom on their list."""
