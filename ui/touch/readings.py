"""The technician's table in words: what the core names by code, in the visitor's language.

Owns the words for readings, faults and notes. Refuses to judge them. Apart from the screen, because a
code without a word is a mistake that a test can find.
"""

from collections.abc import Callable


def names(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "kiosk": _("Kiosk"),
        "version": _("Version"),
        "network": _("Network"),
        "enrolment": _("Enrolment"),
        "key": _("Key"),
        "backlog": _("Waiting to be sent"),
        "clock": _("Clock"),
        "printer": _("Printer"),
        "modem": _("SMS modem"),
        "button": _("Last button"),
        "disk": _("Free disk"),
        "temperature": _("Temperature"),
        "acknowledged": _("Centre answered"),
        "accepted": _("Last self-test"),
        "identity": _("Identity refused"),
        "update": _("Update"),
    }


def values(_: Callable[[str], str]) -> dict[str, str]:
    """States and faults; numbers and names stand for themselves."""
    return {
        "ok": _("ready"),
        "absent": _("not fitted"),
        "online": _("connected"),
        "offline": _("disconnected"),
        "out_of_paper": _("out of paper"),
        "cover_open": _("cover open"),
        "unplugged": _("unplugged"),
        "mute": _("no answer"),
        "cutter": _("cutter jammed"),
        "busy": _("busy"),
        "not_ready": _("not ready"),
        "no_receipts": _("no receipts"),
        "error": _("error"),
        "unknown": _("unknown"),
        "never": _("never"),
        "fetching": _("being fetched"),
        "waiting_to_install": _("waits until closing time"),
        "installing": _("being installed"),
        "restarting": _("restarting"),
        "on_trial": _("on trial"),
        "good": _("good"),
        **standings(_),
    }


def standings(_: Callable[[str], str]) -> dict[str, str]:
    """How the kiosk stands with its authority, in few words: the table is full."""
    return {
        "enrolled": _("enrolled"),
        "certificate_ending": _("ends soon"),
        "clock_unset": _("waits for the clock"),
        "asking": _("asking"),
        "waiting": _("waits for approval"),
        "unreachable": _("centre not reached"),
        "stranger": _("wrong ca.crt"),
        "no_secret": _("no secret"),
        "wrong_secret": _("wrong secret"),
        "expired": _("secret expired"),
        "unknown_kiosk": _("not in the register"),
        "duplicate": _("name is taken"),
        "refused": _("refused"),
    }


def notes(_: Callable[[str], str]) -> dict[str, str]:
    """What became of the last test."""
    return {
        "": "",
        "test_print": _("A test slip is printing."),
        "lamp_test": _("All lamps are lit for three seconds."),
        "no_printer": _("No printer is fitted."),
    }
