"""A project with epochs of thirty days, and objects that arrive in them."""

from datetime import datetime, timedelta
from pathlib import Path

from unit.deid.objects import KEY, STUDY
from unit.deid_answers.answering import NOW

from bildstrom.dicom.projects import Project, Projects
from bildstrom.runtime.epochs.keyring import Keyring

NEXT = NOW + timedelta(days=30)


class Place:
    """A folder of keys and the project ``demo``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "demo.epochs"
        self.keyring = Keyring(folder)
        self.project = Project(
            name="demo", called_ae_titles=("BILDSTROM",), epoch_days=30, key=KEY, epochs=self.keyring
        )
        self.projects = Projects((self.project,))

    def at(self, time: datetime = NOW, study: str = STUDY) -> Project:
        """The project as the edge names a study that comes at a time."""
        return self.project.of_study(study, time)

    def close(self, epoch: str) -> None:
        """Let nothing more fall into an epoch."""
        found = self.keyring.named("demo", epoch)
        assert found is not None
        self.keyring.close("demo", found, NOW)

    def destroy(self, epoch: str) -> None:
        """Destroy its key too."""
        self.close(epoch)
        found = self.keyring.named("demo", epoch)
        assert found is not None
        found.destroy(NOW)
