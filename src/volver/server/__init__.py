"""The pages: what a workspace has published, for people who never open a terminal.

It reads published runs through `app` and keeps what people decide and do in Django's database.
Every address is declared with who may open it (`gate`), and there is no other way in.
"""
