"""Identity of names: the one function by which names of categories, projects, clients and tags are compared.

The package is pure: it reads no database, clock or environment, and imports nothing of the other packages.
"""

import unicodedata

__all__ = ["category_key"]


def category_key(name: str) -> str:
    """Return the form in which a name is compared; two names are the same name when their keys are equal.

    Compatible characters are equal (full-width letters, half-width kana, ligatures), upper and lower case are equal,
    blanks at the ends do not count, and a run of blanks counts as one space. The key of a key is the key itself. A name
    of blanks only has the empty key.

    This is Unicode's compatibility caseless matching (The Unicode Standard, section 3.13, D146) in the composed form.
    With the characters decomposed first, one pass of each step gives a stable form.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", name).casefold())
    return " ".join(folded.split())
