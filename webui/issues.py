"""What is wrong with the box, in the visitor's language.

The supervisor speaks English; the other languages translate by the kind of issue, with its subject
filled in. A kind that is not listed is shown as it came.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping

from appliance.wire.views import IssueView
from webui.language import mark

TEXTS: Mapping[str, tuple[str, str]] = {
    "new-card": (
        mark("A new card was found: %(subject)s"),
        mark("It is taken on with the country's usual settings."),
    ),
}


def said(issue: IssueView, catalogue: gettext.NullTranslations) -> tuple[str, str]:
    """Text and remedy."""
    known = TEXTS.get(issue.kind)
    if known is None or catalogue.info().get("language", "en") == "en":
        return issue.text, issue.remedy
    text, remedy = (catalogue.gettext(each) for each in known)
    return text % {"subject": issue.subject}, remedy
