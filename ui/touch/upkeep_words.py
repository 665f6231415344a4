"""The technician's tools in words: what the core names by code, in the technician's language.

Owns the words for steps, tools, troubles and news. Refuses to judge them. Apart from the screens, because a
code without a word is a mistake that a test can find.
"""

from collections.abc import Callable

Say = Callable[[str], str]


def tools(_: Say) -> dict[str, str]:
    return {
        "self_test": _("Self-test"),
        "network": _("Network set-up"),
        "height": _("Mount height"),
        "export": _("Logs to USB stick"),
        "restart": _("Restart"),
        "power_off": _("Switch off"),
    }


def headings(_: Say) -> dict[str, str]:
    """Of each step of the self-test."""
    return {
        "touch": _("Test of the touch screen"),
        "buttons": _("Test of the buttons"),
        "lamps": _("Test of the lamps"),
        "paper": _("Test of the printer"),
        "speaker": _("Test of the speaker"),
        "scanner": _("Test of the scanner"),
        "network": _("Test of the network"),
        "broker": _("Test of the link to the centre"),
        "clock": _("Test of the clock"),
        "disk": _("Test of the disk"),
        "temperature": _("Test of the temperature"),
    }


def steps(_: Say) -> dict[str, str]:
    """The same in the table of results."""
    return {
        "touch": _("Touch screen"),
        "buttons": _("Buttons"),
        "lamps": _("Lamps"),
        "paper": _("Printer"),
        "speaker": _("Speaker"),
        "scanner": _("Scanner"),
        "network": _("Network"),
        "broker": _("Link to the centre"),
        "clock": _("Clock"),
        "disk": _("Disk"),
        "temperature": _("Temperature"),
    }


def outcomes(_: Say) -> dict[str, str]:
    return {"passed": _("passed"), "failed": _("failed"), "skipped": _("skipped, not fitted")}


def remedies(_: Say) -> dict[str, str]:
    """What to do where the kiosk itself measured something bad."""
    return {
        "network": _("No address. Check the cable, or set up the network."),
        "broker": _("The centre has not answered yet. Check network and certificate."),
        "clock": _("The time is not set yet. It comes with the network."),
        "disk": _("The disk is nearly full or cannot be written. Replace the card."),
        "temperature": _("Too hot. Give the kiosk more air."),
    }


def speaker_faults(_: Say) -> dict[str, str]:
    return {
        "no_player": _("The sound program is missing."),
        "refused": _("The sound card refused. Check the plug and the device's name."),
        "stuck": _("The sound card hangs. Unplug it and plug it in again."),
        "no_voice": _("The voice is missing."),
        "dumb": _("The voice said nothing."),
        "absent": _("No speaker is fitted."),
    }


def troubles(_: Say) -> dict[str, str]:
    """Of the network: what is wrong, and what to do."""
    return {
        "wrong_password": _("Wrong password. Check capital letters and type it again."),
        "no_such_network": _("This Wi-Fi is not in reach. Move closer and search again."),
        "no_address": _("The router gives no address. Restart it, or set a fixed IP."),
        "no_cable": _("No cable. Plug it in at both ends."),
        "no_adapter": _("This machine has no such adapter."),
        "not_allowed": _("The kiosk may not change the network. Call the centre."),
        "too_slow": _("No answer in time. Try again."),
        "not_running": _("The network service is not running. Restart the kiosk."),
        "absent": _("The network is not set up from here."),
        "unknown": _("It did not connect. Try again or call the centre."),
    }


def network_news(_: Say) -> dict[str, str]:
    return {
        **troubles(_),
        "": "",
        "looking": _("Looking at the network…"),
        "searching": _("Searching for Wi-Fi…"),
        "joining": _("Joining. This may take a minute…"),
        "asking_router": _("Asking the router for an address…"),
        "setting": _("Setting the address…"),
        "connected": _("Connected."),
        "no_wifi": _("No Wi-Fi found. Move closer and search again."),
        "not_by_password": _("This Wi-Fi asks for a user name too. Choose another."),
    }


def pad_problems(_: Say) -> dict[str, str]:
    return {
        **network_news(_),
        "too_short": _("A Wi-Fi password has at least 8 signs."),
        "height": _("It must be 300 to 1500 mm. Measure again."),
        "address": _("This is no address for a kiosk. Example: 192.168.1.20"),
        "prefix": _("It must be 8 to 30 and fit the address. Often it is 24."),
        "gateway": _("The router must be in the same network as the kiosk."),
        "nameserver": _("This is no address. Often it is the router's."),
    }


def tool_news(_: Say) -> dict[str, str]:
    """`{detail}` is the file's name or the height."""
    return {
        "": "",
        "exporting": _("Writing the logs. Leave the stick in…"),
        "export_done": _("Done. You may pull the stick. File: {detail}"),
        "export_no_stick": _("No USB stick found. Plug one in and try again."),
        "export_read_only": _("The stick is write-protected. Use another."),
        "export_full": _("The stick is full. Make room or use another."),
        "export_not_mounted": _("The stick cannot be read. Format it as FAT32 or use another."),
        "export_not_written": _("The file was not written whole. Use another stick."),
        "export_too_slow": _("The stick does not answer. Use another."),
        "export_failed": _("The logs could not be written. Try again."),
        "host_refused": _("The machine refused. Call the centre."),
        "restarting": _("Restarting now."),
        "switching_off": _("Switching off now. Wait until the picture is gone."),
        "height_kept": _("Kept: {detail}. It counts from the next restart on."),
    }


def pad_headings(_: Say) -> dict[str, str]:
    return {
        "password": _("Enter the Wi-Fi password"),
        "address": _("Enter the kiosk's address"),
        "prefix": _("Enter the prefix length"),
        "gateway": _("Enter the router's address"),
        "nameserver": _("Enter the DNS address"),
        "height": _("Enter the mount height"),
    }


def pad_hints(_: Say) -> dict[str, str]:
    return {
        "password": _("Wi-Fi: {about}"),
        "address": _("Example: 192.168.1.20"),
        "prefix": _("Often 24, that is 255.255.255.0"),
        "gateway": _("Often ends in .1"),
        "nameserver": _("Often the router's"),
        "height": _("Floor to picture, in mm"),
    }
