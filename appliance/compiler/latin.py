"""Names in the letters that caller ID can carry.

The FSK of caller ID holds 7-bit characters. Cyrillic is written as in a Russian travel passport
(ICAO Doc 9303, after GOST R 52535.1), other letters lose their marks, the rest is dropped.
"""

import unicodedata

LONGEST = 15  # characters of a name that telephones show (Bellcore GR-31)

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "ie", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    "і": "i", "ї": "i", "є": "ie", "ґ": "g", "ў": "u",
}  # fmt: skip


def latin(text: str) -> str:
    """`text` in printable ASCII, as near as its letters allow; may come out empty."""
    return "".join(map(_letter, unicodedata.normalize("NFC", text)))


def _letter(letter: str) -> str:
    small = letter.lower()
    if small in _CYRILLIC:
        written = _CYRILLIC[small]
        return written if letter == small else written.capitalize()
    plain = unicodedata.normalize("NFKD", letter)
    return "".join(c for c in plain if " " <= c <= "~")
