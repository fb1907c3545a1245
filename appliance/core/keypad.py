"""Names as they are spelt on a telephone's keys, by Latin and by Russian letters.

Latin letters lie as ITU-T E.161 has them, Russian ones as on telephones sold in Russia.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

SPELT = 3
"""Keys by which a name is looked for. A word of two letters is spelt by two, one of one is not."""

_LATIN = ("", "", "abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz")
_RUSSIAN = ("", "", "абвг", "деёжз", "ийкл", "мноп", "рсту", "фхцч", "шщъы", "ьэюя")
_KEYS = {
    letter: str(key)
    for table in (_LATIN, _RUSSIAN)
    for key, letters in enumerate(table)
    for letter in letters
}
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=32768)
def spelt(name: str) -> tuple[str, ...]:
    """The first keys of each word of the name, each once, in order."""
    return tuple(sorted(set(_spelt(name))))


def _spelt(name: str) -> Iterator[str]:
    for word in _WORD.findall(unicodedata.normalize("NFC", name).lower()):
        keys = "".join(_key(letter) for letter in word[:SPELT])
        if len(keys) > 1:
            yield keys


def _key(letter: str) -> str:
    """A letter with a mark lies where it lies without; nothing for other alphabets'."""
    if letter in _KEYS:
        return _KEYS[letter]
    return _KEYS.get(unicodedata.normalize("NFKD", letter)[0], "")
