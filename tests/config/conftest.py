from pathlib import Path

import pytest

from tests.factories.people import AppointmentFactory, ResidentFactory
from tests.factories.proposals import CostLineFactory, EndorsementFactory, ProposalFactory


@pytest.fixture
def lived_in(transactional_db: None, tmp_path: Path, settings) -> Path:
    """A database with people and proposals in it, and a media folder, which is returned."""
    AppointmentFactory()
    for _each in range(3):
        proposal = ProposalFactory()
        CostLineFactory(proposal=proposal)
        EndorsementFactory(proposal=proposal)
    ResidentFactory(real_name="欧阳'雪\n\\N\t梅")
    settings.MEDIA_ROOT = tmp_path / "media"
    for name, content in {"photos/a.jpg": b"\xff\xd8" + bytes(range(256)) * 9000, "图/空.txt": b"", "b": b"b"}.items():
        path = settings.MEDIA_ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return settings.MEDIA_ROOT
