"""What a technician sees while something long runs: sentences, one bar for each step, one question.

Owns the terminal. Refuses to decide anything.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)


class Terminal:
    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console()

    def say(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)

    def ask(self, question: str) -> str:
        """The answer; empty where nobody can answer."""
        try:
            return self._console.input(question, markup=False).strip()
        except EOFError:
            return ""

    @contextmanager
    def step(self, name: str) -> Iterator[Callable[[int, int], None]]:
        """A bar while the step lasts; tell it (bytes done, bytes in all)."""
        sizes = (DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
        columns = (TextColumn("{task.description}"), BarColumn(), *sizes)
        with Progress(*columns, console=self._console) as progress:
            task = progress.add_task(name, total=None)
            yield lambda done, total: progress.update(task, completed=done, total=total)
