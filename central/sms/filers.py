"""Whoever files from home: the SMS with the receipt code, and the number that the dossier's facts go to.

Owns joining filings to contacts and outbox. Refuses judging what was filed: the number was checked before.
"""

import peewee

from central.intake.telling import FiledNews, Tell
from central.sms import contacts
from central.sms.offices import office_of
from central.sms.outbox import Letter, Post, put
from mqtt.texting import Occasion


def telling_filers(post: Post) -> Tell:
    """In the filing's own transaction, so that whoever was told a code is told by SMS, too."""

    def tell(database: peewee.Database, news: FiledNews) -> None:
        contacts.keep(database, post.keys, ward=news.ward, code=news.code, phone=news.phone, at=news.at)
        occasion = Occasion("filed", news.code, office_of(news.ward))
        put(database, post, Letter(news.fact, news.ward, occasion, news.phone, news.at), news.at)

    return tell
