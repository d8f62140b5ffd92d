"""How often something may happen: mails to one address, tries from one network address.

At most `limit` in any stretch of `per`, however many processes ask at once: each
permission takes one slot with the cache's `add`, which is atomic on every backend, and
the slot comes free again `per` later. The keys are keyed hashes, so neither an e-mail
nor a network address stands in the cache.
"""

import secrets
from datetime import timedelta

from django.core.cache import cache
from django.utils.crypto import salted_hmac


def allow(scope: str, key: str, *, limit: int, per: timedelta) -> bool:
    """Whether one more is allowed; if so, it is counted at once.

    `scope` names the thing limited ("code-mail"), `key` whom it is limited for. Ask
    before the transaction that acts on the answer: a roll-back would give the slot back
    when the cache is the database's.
    """
    hashed = salted_hmac(
        f"correspondence.limits.{scope}", key.strip().casefold(), algorithm="sha256"
    ).hexdigest()
    slots = [f"limit:{scope}:{hashed}:{number}" for number in range(limit)]
    seconds = max(1, round(per.total_seconds()))
    # Few have taken many: any slot is mostly free, and the others need no look.
    if cache.add(secrets.choice(slots), 1, timeout=seconds):
        return True
    taken = cache.get_many(slots)
    return any(
        cache.add(slot, 1, timeout=seconds) for slot in slots if slot not in taken
    )
