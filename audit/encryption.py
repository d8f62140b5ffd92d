"""AES-GCM for what is stored outside table columns: files, raw mails, TOTP secrets.

0x01 | key number, 2 bytes | nonce, 12 bytes | ciphertext and tag
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from audit import keys
from audit.errors import DecryptionFailed

VERSION = b"\x01"
NONCE_BYTES = 12
HEADER_BYTES = 3


def encrypt(data: bytes, *, context: str) -> bytes:
    """Encrypt under the newest key. `context` names the place ("totp:17") and is bound:
    bytes moved to another row do not decrypt there. Raises MissingKey in production
    when there is no key.
    """
    number, key = keys.newest("encryption")
    header = VERSION + number.to_bytes(2)
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, data, header + context.encode())
    return header + nonce + sealed


def decrypt(token: bytes, *, context: str) -> bytes:
    """The bytes given to `encrypt` with this same context, under whichever of our keys.

    Raises DecryptionFailed if they were altered or belong elsewhere, MissingKey if the
    key they name is gone.
    """
    token = bytes(token)
    header, nonce = token[:HEADER_BYTES], token[HEADER_BYTES:][:NONCE_BYTES]
    if len(nonce) < NONCE_BYTES or header[:1] != VERSION:
        raise DecryptionFailed("These bytes were not encrypted by this portal.")
    key = keys.numbered("encryption", int.from_bytes(header[1:]))
    sealed = token[HEADER_BYTES + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, sealed, header + context.encode())
    except InvalidTag:
        raise DecryptionFailed(
            "These bytes were altered, or they belong to another record."
        ) from None


def key_number(token: bytes) -> int:
    """Which key protects these bytes, so that a rotation can find the old ones."""
    return int.from_bytes(bytes(token)[1:HEADER_BYTES])
