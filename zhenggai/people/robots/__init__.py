"""Robots of group chats: what each vendor wants to hear (`shapes`), which hosts may be spoken to (`hosts`), one request to
an address that was looked at (`wire`), and the outbox's sender (`sending`)."""
