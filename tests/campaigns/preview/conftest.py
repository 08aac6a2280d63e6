"""An author's folder and the shelf over it."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaigns.preview.folder import FolderShelf
from clinic.models import ClinicProfile
from operations.practice import CLINIC
from tests.campaigns.preview.folders import write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "texts")


@pytest.fixture
def shelf(folder: Path) -> FolderShelf:
    return FolderShelf(folder, ClinicProfile(**CLINIC))
