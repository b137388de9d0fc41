"""Characters that the rules about sentences and lines go by, in one place for plain and compiled.

Patterns that need two or three of them spell them out.
"""

from __future__ import annotations

__all__ = ["BULLETS", "CJK_STOPS", "OTHER_STOPS"]

CJK_STOPS = "。！？｡"
OTHER_STOPS = ".?!…‼⁇⁈⁉؟۔।॥\u1362"
BULLETS = "•▪▫◦‣●■□○∙⁃"
