from portal.core.prose.blocks import PLAIN_FEATURES, PROSE, PictureBlock

__all__ = ["PLAIN_FEATURES", "PROSE", "PictureBlock"]
