"""One judged batch on its way into the store, while its sender may judge the next.

Owns the thread of that way, which ends with it. Refuses to judge, to acknowledge and to try again. Between
`take_off` and the end of `land` or `rest` nobody else may touch the store.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from central.batch import Batch
from mqtt.client import Incoming


@dataclass(slots=True)
class Flight:
    """`messages` are what the batch was judged from; `store` writes all of it or raises."""

    messages: Sequence[Incoming]
    batch: Batch
    store: Callable[[Batch], None]
    _thread: threading.Thread | None = None
    _failures: list[BaseException] = field(default_factory=list)

    def take_off(self) -> None:
        """Be stored in a thread of its own from now on."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._fly, name="storing", daemon=True)
            self._thread.start()

    def rest(self) -> None:
        """Wait until the store is not in use, whatever came of it."""
        if self._thread is not None:
            self._thread.join()

    def land(self) -> None:
        """Be committed, or raise what the store raised. Whoever never took off is stored here and now."""
        if self._thread is None:
            self.store(self.batch)
        self.rest()
        for failure in self._failures:
            raise failure

    def _fly(self) -> None:
        try:
            self.store(self.batch)
        except BaseException as failure:
            self._failures.append(failure)
