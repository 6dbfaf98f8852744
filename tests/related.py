"""Multipart messages, read back by Python's own parser."""

import email.policy
from email.message import EmailMessage
from email.parser import BytesParser

import httpx


def message_of(content_type: str, content: bytes) -> EmailMessage:
    """The message of a body and its type."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = BytesParser(EmailMessage, policy=email.policy.HTTP).parsebytes(head + content)
    assert isinstance(message, EmailMessage)
    return message


def parts_of(answer: httpx.Response) -> list[tuple[EmailMessage, bytes]]:
    """The parts of an answer, each with its content."""
    found = []
    for part in message_of(answer.headers["content-type"], answer.content).iter_parts():
        assert isinstance(part, EmailMessage)
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        found.append((part, payload))
    return found
