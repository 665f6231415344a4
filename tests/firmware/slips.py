"""What is read on a slip."""

from devices.paper import Document


def words(slip: Document) -> list[str]:
    return [text for block in slip.blocks for text in [getattr(block, "text", "")] if text]
