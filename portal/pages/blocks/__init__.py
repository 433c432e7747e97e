from portal.pages.blocks.home import HOME_SECTIONS, CallBlock, NoteOfTheDayBlock

__all__ = ["HOME_SECTIONS", "CallBlock", "NoteOfTheDayBlock"]
