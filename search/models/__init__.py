from search.models.documents import IndexState, SearchDocument, SearchTouch
from search.models.words import AskedWord, SynonymGroup

__all__ = ["AskedWord", "IndexState", "SearchDocument", "SearchTouch", "SynonymGroup"]
