"""One line of a terminal that says how far a batch has come and how long it will take."""

from typing import TextIO

from batt.batch import Tick


class ProgressLine:
    """Writes each tick over the one before; a sentence or a step that failed gets a line of its own.

    ::

        failed: scorecard-2015-A003-nb
        [12/131] 1.4 a second, 1 min 25 s left, 1 failed: scorecard-2015-A007-nb
    """

    def __init__(self, stream: TextIO, width: int = 100):
        self._stream = stream
        self._width = width
        self._is_open = False
        self._failed = 0

    def __call__(self, news: Tick | str) -> None:
        """Tell the news."""
        if isinstance(news, str):
            self.close()
            self._stream.write(f"{news}\n")
        else:
            if news.failed > self._failed:
                self(f"failed: {news.name}")
            self._failed = news.failed
            self._stream.write("\r" + describe(news)[: self._width].ljust(self._width))
            self._is_open = True
            if news.number == news.total:
                self.close()
        self._stream.flush()

    def close(self) -> None:
        """End the line, so that what is written next does not stand on it."""
        if self._is_open:
            self._stream.write("\n")
        self._is_open = False


def describe(tick: Tick) -> str:
    """Return count, rate, time left, failures and the step just finished, in one line."""
    failed = f", {tick.failed} failed" if tick.failed else ""
    rate = f"{tick.rate:.1f} a second" if tick.rate >= 1 else f"{1 / tick.rate:.1f} s each"
    return f"[{tick.number}/{tick.total}] {rate}, {_duration(tick.seconds_left)} left{failed}: {tick.name}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
