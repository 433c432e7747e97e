from portal.pages.blocks.home import HOME_SECTIONS, CallBlock, NoteOfTheDayBlock
from portal.pages.blocks.prose import PROSE, PictureBlock

__all__ = ["HOME_SECTIONS", "PROSE", "CallBlock", "NoteOfTheDayBlock", "PictureBlock"]
