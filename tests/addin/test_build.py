import zipfile
from pathlib import Path

import olefile
import pytest
import xlwings

from addin.build import TARGET, all_modules, all_parts, write
from addin.carried import PATCHES, carried_modules, patched
from addin.compression import compress
from addin.draw import FOLDER, draw
from addin.sources import normalised
from tests.addin.olevba import decompressed, modules_of
from tests.addin.parts import committed


def test_the_committed_add_in_is_what_the_sources_build_part_by_part() -> None:
    assert committed() == all_parts()


def test_two_builds_are_the_same_byte_for_byte(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(all_parts(), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_file_is_a_sound_package() -> None:
    with zipfile.ZipFile(TARGET) as package:
        assert package.testzip() is None
        assert package.namelist()[0] == "[Content_Types].xml"


def test_the_icons_are_what_the_drawings_show() -> None:
    stored = {file.stem: file.read_bytes() for file in (FOLDER / "icons").glob("*.png")}
    assert stored == draw()


def test_an_independent_reader_gets_every_module_back_identical() -> None:
    written = {module.name: module.encoded.decode("ascii") for module in all_modules()}
    assert modules_of(TARGET) == {
        name: text.replace("\r\n", "\n") for name, text in written.items()
    }


def test_the_vba_project_is_a_sound_compound_file() -> None:
    project = all_parts()["xl/vbaProject.bin"]
    with olefile.OleFileIO(project, raise_defects=olefile.DEFECT_INCORRECT) as file:
        names = {"/".join(entry) for entry in file.listdir()}
        assert {"PROJECT", "PROJECTwm", "VBA/dir", "VBA/_VBA_PROJECT", "VBA/xlwings"} <= names
        assert file.parsing_issues == []


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, 10000])
def test_compression_takes_any_length_and_any_bytes(size: int) -> None:
    for data in (b"a" * size, bytes(i * 7919 % 251 for i in range(size))):
        if data:  # a module is never empty
            back = decompressed(compress(data))
            assert back[:size] == data
            assert not back[size:].strip(b"\0")


def test_every_source_is_ascii_with_one_kind_of_line_end() -> None:
    for module in all_modules():
        assert module.encoded.isascii()
        assert module.encoded.count(b"\n") == module.encoded.count(b"\r\n")
    with pytest.raises(ValueError, match="not ASCII"):
        normalised("' 公积金\n".encode())


def test_of_xlwings_vba_only_the_told_lines_are_changed_and_its_notices_stay() -> None:
    folder = Path(xlwings.__file__).parent
    before = normalised((folder / "xlwings_custom_addin.bas").read_bytes()).split("\n")
    module, dictionary = carried_modules()
    gone = set(before) - set(module.source.split("\n"))
    told = {line for patch in PATCHES for line in patch.old.split("\n")}
    assert all(any(line.strip() in one or one in line for one in told) for line in gone), gone
    assert "Copyright (C) 2014-present, Zoomer Analytics LLC." in module.source
    assert "Redistribution and use in source and binary forms" in module.source
    assert "@license: MIT" in dictionary.source


def test_another_version_of_xlwings_fails_the_build() -> None:
    folder = Path(xlwings.__file__).parent
    text = normalised((folder / "xlwings_custom_addin.bas").read_bytes())
    with pytest.raises(ValueError, match="not of xlwings"):
        patched(text.replace("0.37.8", "0.37.9"))
    with pytest.raises(ValueError, match="configuration: never from a sheet"):
        patched(text.replace("If SheetExists(ActiveWorkbook, PROJECT_NAME", "If Other(A, PROJECT"))
