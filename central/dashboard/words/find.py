"""The words of the search for a place."""

from typing import Final

from central.dashboard.words import Phrases

FIND: Final[Phrases] = {
    "vi": {
        "nav.find": "Tìm nơi",
        "found": "Kết quả cho",
        "former": "trước là",
        "nothing": "Không có tỉnh, xã hay phường nào tên như vậy. Có thể gõ không dấu, ví dụ: song cong.",
        "ask": "Gõ tên tỉnh, xã hoặc phường, tên mới hay tên cũ; có dấu hay không dấu đều được.",
    },
    "en": {
        "nav.find": "Find a place",
        "found": "Results for",
        "former": "formerly",
        "nothing": "No province, ward or commune has such a name. Marks may be left out, as in: song cong.",
        "ask": "Type the name of a province, ward or commune, new or former, with or without marks.",
    },
}
