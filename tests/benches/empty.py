"""The peer of our first picture: a Kivy window with one empty widget, in a process of its own.

Owns only the window, of the same size and smoothing as ours. Refuses everything of ours, whose loading would
count.
"""

import os
import sys
import time


def main() -> None:
    os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_CONFIG="1", KIVY_NO_CONSOLELOG="1", KIVY_NO_FILELOG="1")
    from kivy.config import Config

    for key, value in {"width": sys.argv[1], "height": sys.argv[2], "multisamples": "4"}.items():
        Config.set("graphics", key, value)
    from kivy.base import runTouchApp, stopTouchApp
    from kivy.core.window import Window
    from kivy.uix.widget import Widget

    def flipped(_window: object) -> None:
        sys.stdout.write(f"{time.monotonic()}\n")
        Window.unbind(on_flip=flipped)
        stopTouchApp()

    Window.bind(on_flip=flipped)
    runTouchApp(Widget())


if __name__ == "__main__":
    main()
