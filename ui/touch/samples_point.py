"""Made-up views of a residential-area point. The centre's address and the telephone number are nobody's.

Owns one view per situation that only such a point knows. Refuses logic. Apart from `samples`, which has the
rest.
"""

from typing import Final

from firmware.point_screens import ByPhone, Matter, PointHome

ALL: Final = tuple(Matter)
POINT: Final[dict[str, PointHome | ByPhone]] = {
    "S1-point": PointHome(can_look_up=True, matters=ALL),
    "S1-point-two": PointHome(matters=(Matter.CALL,)),
    "S1-point-three": PointHome(can_look_up=True, matters=(Matter.CALL,)),
    "S16-file": ByPhone(Matter.FILE, "https://motcua.example/nop/05518", "motcua.example/nop/05518"),
    "S16-book": ByPhone(Matter.BOOK, "https://motcua.example/hen/05518", "motcua.example/hen/05518"),
    "S16-call": ByPhone(Matter.CALL, "tel:0000000000", "0000 000 000", "Tổ trưởng tổ dân phố số 5"),
    "S16-call-nameless": ByPhone(Matter.CALL, "tel:+840000000000", "+84 (0) 000 000 0000"),
}
