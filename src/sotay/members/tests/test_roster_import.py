"""Stories of imports: what is added, changed, left alone and refused."""

from __future__ import annotations

import threading
from datetime import date

import pytest
import time_machine
from conftest import appoint, make_member
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from sotay.audit.models import AuditLine
from sotay.kernel.actor import SYSTEM, Role
from sotay.kernel.periods import PartialDate
from sotay.kernel.tree import Range, subtree
from sotay.members import actions, queries
from sotay.members.models import Appointment, CellMembership, Member, NumberClash, Standing
from sotay.members.queries import clashes
from sotay.members.roster import sentences, wording
from sotay.members.roster.apply import PlanChanged, import_roster, preview
from sotay.members.roster.entries import RowStatus
from sotay.members.roster.existing import Rights
from sotay.members.roster.problems import Finding, Problem
from sotay.members.roster.read import Sheet
from sotay.members.tests.books import HOA_BINH, NAM_SON, row, sheet
from sotay.units.models import Kind, Unit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-23 02:00 +0000", tick=False):
        yield


@pytest.fixture
def put(house):
    """Import rows of the usual columns (or other sheets) into the ward; answers the plan."""

    def into(
        *rows, book=None, unit=None, create_cells=False, appoint=True, expected="", myself=None, seen=()
    ):
        return import_roster(
            by=SYSTEM,
            unit=unit or house.ward,
            sheets=book or sheet(*rows),
            rights=Rights(create_cells=create_cells, appoint=appoint, myself=myself, seen=seen),
            expected=expected,
        )

    return into


def counts(plan):
    return [
        plan.count(status)
        for status in (RowStatus.ADDED, RowStatus.CHANGED, RowStatus.UNCHANGED, RowStatus.REFUSED)
    ]


def problems(plan):
    return [
        (entry.reading.line.row, finding.column, finding.problem)
        for entry in plan.of(RowStatus.REFUSED)
        for finding in entry.reading.refusals
    ]


def warnings(plan):
    return [finding.problem for entry in plan.entries for finding in entry.reading.warnings]


def changed(plan):
    return [
        (change.what, change.old, change.new)
        for entry in plan.of(RowStatus.CHANGED)
        for change in entry.changes
    ]


# --- added ---------------------------------------------------------------------------------------


def test_a_new_member_sits_stands_and_can_be_found(put, house):
    assert counts(put(row("ĐỖ VĂN ĐỨC", phone=912345678, citizen=38085001234))) == [1, 0, 0, 0]
    member = Member.objects.get()
    assert (member.full_name, member.cell, member.commune_id) == ("Đỗ Văn Đức", house.cell, house.ward.pk)
    assert (member.phone, member.citizen_id, member.sex) == ("0912345678", "038085001234", "male")
    assert list(Member.objects.all().matching("duc")) == [member]
    membership = CellMembership.objects.get()
    assert (membership.cell, membership.from_on, membership.until_on) == (house.cell, TODAY, None)
    stood = Standing.objects.order_by("from_on").values_list("kind", "from_on", "until_on")
    assert list(stood) == [
        ("probationary", date(1995, 6, 1), date(1996, 6, 1)),
        ("full", date(1996, 6, 1), None),
    ]


def test_what_save_computes_the_import_computes_too(put):
    put(row("Nguyễn Thị Ước"))
    member = Member.objects.get()
    stored = member.name_fold, member.name_sort
    member.save()
    assert stored == (member.name_fold, member.name_sort)


def test_notes_posts_and_probation_stand_on_the_roll(put, house):
    put(
        row("Lê Một", card="05000001", post="Bí thư"),
        row("Lê Hai", card="05000002", note="Miễn công tác và sinh hoạt đảng"),
        row("Lê Ba", card="05000003", note="Sinh hoạt tạm thời nơi khác đến 30/06/2027"),
        row("Lê Tư", card="05000004", admitted="01/03/2026", full=""),
        row("Lê Năm", card="05000005", note="Sinh hoạt tạm thời tại đây đến 31/12/2026"),
    )
    rolls = {line.member.full_name: line for line in queries.roster(house.cell.pk, TODAY)}
    assert rolls["Lê Một"].role == Role.SECRETARY
    assert rolls["Lê Hai"].exempt
    assert rolls["Lê Ba"].away
    assert rolls["Lê Tư"].probationary
    assert rolls["Lê Năm"].here
    assert not {line.member.full_name for line in queries.roster(house.cell.pk, date(2027, 1, 1))} & {
        "Lê Năm"
    }
    assert not [line for line in queries.roster(house.cell.pk, date(2027, 7, 1)) if line.away]
    assert [line.away for line in queries.roster(house.cell.pk, date(2027, 6, 30)) if line.away] == [True]


def test_twice_changes_nothing(put):
    rows = [
        row("Lê Một", card="05000001", post="Bí thư", citizen=38085001234),
        row("Lê Hai", card="", note="Miễn sinh hoạt"),
        row("LÊ BA", card="", born=1950, phone="không có"),
        row("Lê Tư", card="", born="", full="", admitted="", note="SHTT đến 30/6/2027; thương binh"),
    ]
    assert counts(put(*rows)) == [4, 0, 0, 0]
    before = AuditLine.objects.count()
    assert counts(put(*rows)) == [0, 0, 4, 0]
    assert AuditLine.objects.count() == before
    assert Member.objects.count() == 4
    assert Standing.objects.filter(kind="exempt").count() == 1


def test_one_audit_line_with_the_counts(put, house):
    put(row(), row("Lê Hai", card="05000002", born="31/02/1970"))
    line = AuditLine.objects.get()
    assert (line.code, line.unit_id) == ("roster.imported", house.ward.pk)
    assert line.data["added"] == line.data["refused"] == 1


def test_cells_are_created_when_asked(put, house):
    new = row("Lê Một", cell="CHI BỘ TRƯỜNG TIỂU HỌC BÌNH MINH")
    assert problems(put(new)) == [(2, "Chi bộ", Problem.CELL_UNKNOWN)]
    assert counts(put(new, create_cells=True)) == [1, 0, 0, 0]
    made = Member.objects.get().cell
    assert (made.name, made.kind, made.parent) == ("Chi bộ Trường Tiểu Học Bình Minh", Kind.CELL, house.ward)
    assert made.cell_type == "office"
    assert made.commune_id == house.ward.pk


def test_a_cell_is_not_created_for_refused_rows(put):
    put(row(cell="Chi bộ thôn Mới", born="31/02/1970"), create_cells=True)
    assert not Unit.objects.filter(name__contains="Mới").exists()


@pytest.mark.parametrize(
    "said", ["TDP HÒA BÌNH", "Hòa Bình", "CB tổ dân phố hòa bình", "hoa binh", "38.168.001"]
)
def test_a_cell_is_found_by_every_way_of_writing_it(put, house, said):
    put(row(cell=said))
    assert Member.objects.get().cell == house.cell


def test_another_sort_of_place_is_another_cell(put):
    assert problems(put(row(cell="Chi bộ thôn Hòa Bình"))) == [(2, "Chi bộ", Problem.CELL_UNKNOWN)]


# --- changed ---------------------------------------------------------------------------------------


def test_a_changed_row_says_what_changes_from_what(put):
    put(row(phone="0912345678"))
    plan = put(row(phone="0987654321", born="15/05/1971"))
    assert changed(plan) == [
        ("born_on", PartialDate(1970, 5, 15), PartialDate(1971, 5, 15)),
        ("phone", "0912345678", "0987654321"),
    ]
    member = Member.objects.get()
    assert (member.phone, member.born_on) == ("0987654321", PartialDate(1971, 5, 15))


def test_a_changed_name_is_found_and_sorted_by_its_new_letters(put):
    put(row("Đỗ Văn Minh"))
    put(row("Đỗ Văn Đức"))
    assert Member.objects.all().matching("duc").exists()


def test_empty_cells_and_less_exact_ones_erase_nothing(put):
    put(row("Đỗ Văn Minh", phone="0912345678", note="thương binh"))
    assert counts(put(row("Đỗ Văn Minh", sex="", phone="", admitted="", full="", born=1970))) == [0, 0, 1, 0]
    assert counts(put(row("ĐỖ VĂN MINH", card=5000001))) == [0, 0, 1, 0]
    assert counts(put(row("Do Van Minh"))) == [0, 0, 1, 0]
    member = Member.objects.get()
    assert (member.full_name, member.phone) == ("Đỗ Văn Minh", "0912345678")
    assert member.born_on == PartialDate(1970, 5, 15)


def test_another_cell_is_a_transfer(put, house):
    put(row(post="Chi ủy viên"))
    with time_machine.travel("2026-12-10 02:00 +0000", tick=False):
        plan = put(row(cell=NAM_SON))
    assert changed(plan) == [("cell", HOA_BINH, NAM_SON)]
    member = Member.objects.get()
    assert member.cell == house.neighbour
    sat = CellMembership.objects.order_by("from_on").values_list("cell__name", "until_on")
    assert list(sat) == [(HOA_BINH, date(2026, 12, 10)), (NAM_SON, None)]
    assert Appointment.objects.get().until_on == date(2026, 12, 10)
    assert Standing.objects.get(kind="full").cell == house.neighbour
    with time_machine.travel("2026-12-11 02:00 +0000", tick=False):
        actions.transfer(member=member, by=SYSTEM, to_cell=house.cell, on=date(2026, 12, 10))
    assert Appointment.objects.get().until_on is None


def test_full_status_ends_probation(put, house):
    put(row(admitted="01/11/2025", full=""))
    plan = put(row(admitted="01/11/2025", full="01/11/2026"))
    assert [what for what, _, _ in changed(plan)] == ["full_on", "standing"]
    (line,) = queries.roster(house.cell.pk, TODAY)
    assert line.full
    assert not line.probationary


def test_a_corrected_date_moves_the_standing(put):
    put(row())
    put(row(full="01/07/1996"))
    stood = Standing.objects.order_by("from_on").values_list("kind", "from_on", "until_on")
    assert list(stood) == [
        ("probationary", date(1995, 6, 1), date(1996, 7, 1)),
        ("full", date(1996, 7, 1), None),
    ]


def test_a_longer_absence_moves_its_end(put):
    put(row(note="SHTT nơi khác đến 30/06/2027"))
    put(row(note="SHTT nơi khác đến 31/12/2027"))
    assert Standing.objects.get(kind="away").until_on == date(2028, 1, 1)


def test_a_member_without_a_card_is_known_by_name_and_birth(put, house):
    known = make_member(house.cell, "Lê Thị Bốn", sex="female")
    assert counts(
        put(row("LÊ THỊ BỐN", born="01/05/1960", sex="", card="05000009", admitted="", full=""))
    ) == [0, 1, 0, 0]
    known.refresh_from_db()
    assert known.member_card_no == "05000009"


def test_two_people_of_one_name_stay_two(put):
    first = row("Nguyễn Thị Lan", born=1960, card="05000001")
    second = row("Nguyễn Thị Lan", born=1960, card="05000002")
    assert counts(put(first, second)) == [2, 0, 0, 0]
    assert counts(put(first, second)) == [0, 0, 2, 0]
    assert problems(put(row("Nguyễn Thị Lan", born=1960, card=""))) == [(2, "Họ và tên", Problem.UNCERTAIN)]


def test_twins_of_one_name_are_told_apart_by_their_cards_in_any_order(put):
    one, two = row("Lê Văn Sinh", card="05000001"), row("Lê Văn Sinh", card="05000002")
    put(one)
    assert counts(put(two, one)) == [1, 0, 1, 0]
    assert counts(put(one, two)) == [0, 0, 2, 0]


# --- posts -----------------------------------------------------------------------------------------


def test_a_new_secretary_takes_over_from_one_the_list_gives_another_post(put, house):
    old, new = row("Lê Một", card="05000001"), row("Lê Hai", card="05000002")
    put(row("Lê Một", card="05000001", post="Bí thư"), new)
    with time_machine.travel("2026-12-10 02:00 +0000", tick=False):
        put(row("Lê Một", card="05000001", post="Phó bí thư"), row("Lê Hai", card="05000002", post="Bí thư"))
    held = Appointment.objects.filter(queries.in_force(date(2026, 12, 10)))
    assert dict(held.values_list("member__full_name", "role")) == {
        "Lê Hai": "secretary",
        "Lê Một": "deputy_secretary",
    }
    assert counts(put(old, new)) == [0, 0, 2, 0]


def test_the_secretary_in_office_is_not_pushed_out(put, house):
    appoint(house.cell, Role.SECRETARY, make_member(house.cell, "Lê Thị Thu", "01000001"))
    plan = put(row(post="Bí thư"))
    assert counts(plan) == [1, 0, 0, 0]
    assert warnings(plan) == [Problem.POST_TAKEN]
    assert Appointment.objects.count() == 1


def test_two_secretaries_in_one_list_are_one(put):
    plan = put(row("Lê Một", card="05000001", post="Bí thư"), row("Lê Hai", card="05000002", post="BÍ THƯ"))
    assert warnings(plan) == [Problem.POST_TAKEN]
    assert Appointment.objects.get().member.full_name == "Lê Một"


def test_posts_need_the_right_to_appoint(put):
    plan = put(row(post="Bí thư"), appoint=False)
    assert warnings(plan) == [Problem.POST_NOT_ALLOWED]
    assert not Appointment.objects.exists()


def test_nobody_appoints_themselves(put, house):
    me = make_member(house.cell, "Đỗ Văn Minh", "05000001")
    assert Problem.POST_NOT_ALLOWED in warnings(put(row(post="Bí thư"), myself=me.pk))


def test_a_probationary_member_holds_no_post(put):
    plan = put(row(post="Bí thư", admitted="01/03/2026", full=""))
    assert warnings(plan) == [Problem.POST_PROBATIONARY]


# --- refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "column", "problem"),
    [
        ({"name": ""}, "Họ và tên", Problem.NO_NAME),
        ({"name": "Lê Văn 7"}, "Họ và tên", Problem.NAME_UNREADABLE),
        ({"born": "31/02/1970"}, "Ngày sinh", Problem.DATE_IMPOSSIBLE),
        ({"born": date(2027, 1, 1)}, "Ngày sinh", Problem.DATE_IN_FUTURE),
        ({"admitted": "1/1/2027"}, "Ngày vào Đảng", Problem.DATE_IN_FUTURE),
        ({"admitted": "01/06/1960", "full": ""}, "Ngày vào Đảng", Problem.ADMITTED_BEFORE_BIRTH),
        ({"full": "01/06/1994"}, "Ngày chính thức", Problem.FULL_BEFORE_ADMISSION),
        ({"full": "1994-1995"}, "Ngày chính thức", Problem.DATE_AMBIGUOUS),
        ({"cell": "Chi bộ thôn Không Có"}, "Chi bộ", Problem.CELL_UNKNOWN),
        ({"cell": ""}, "Chi bộ", Problem.CELL_MISSING),
        ({"note": "Đã từ trần"}, "Ghi chú", Problem.SAYS_LEFT),
        ({"note": "SHTT đến 31/02/2027"}, "Ghi chú", Problem.DATE_IMPOSSIBLE),
    ],
)
def test_a_bad_row_is_refused_and_the_good_one_goes_in(put, cells, column, problem):
    plan = put(row(**cells), row("Lê Hai", card="05000002"))
    assert problems(plan) == [(2, column, problem)]
    assert counts(plan) == [1, 0, 0, 1]
    assert Member.objects.get().full_name == "Lê Hai"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_trouble_has_its_sentence(language):
    with translation.override(language):
        for problem in Problem:
            said = Role.SECRETARY if problem in wording.POSTS else "31/02/1970"
            assert "%" not in sentences.sentence(Finding(problem, "Cột", said))


def test_numbers_twice_in_the_file_refuse_the_later_row(put):
    plan = put(
        row("Lê Một", card="05000001", citizen="038085001234"),
        row("Lê Hai", card=5000001),
        row("Lê Ba", card="05000003", citizen="038085001234"),
        row("Lê Một", card="", citizen=""),
    )
    assert problems(plan) == [
        (3, "Số thẻ", Problem.CARD_TWICE),
        (4, "Số CCCD", Problem.CITIZEN_TWICE),
        (5, "Họ và tên", Problem.ROW_TWICE),
    ]
    assert [entry.reading.refusals[0].said for entry in plan.of(RowStatus.REFUSED)] == ["2", "2", "2"]


def test_a_row_without_numbers_about_somebody_listed_already_stays_refused(put):
    rows = row("Lê Một", card="05000001"), row("Lê Một", card="")
    assert counts(put(*rows)) == [1, 0, 0, 1]
    assert counts(put(*rows)) == [0, 0, 1, 1]


def test_numbers_held_elsewhere_by_somebody_one_sees_are_refused_without_a_name(put, house):
    make_member(house.far_cell, "Hoàng Văn Dũng", "02000001", citizen_id="038085009999")
    rows = row(card="2000001"), row("Lê Hai", card="05000002", citizen="038085009999")
    plan = put(*rows, seen=[subtree(house.province.path)])
    assert [problem for _, _, problem in problems(plan)] == [
        Problem.CARD_ELSEWHERE,
        Problem.CITIZEN_ELSEWHERE,
    ]
    said = " ".join(sentences.reason(entry) for entry in plan.of(RowStatus.REFUSED))
    assert "Dũng" not in said
    assert "Tây Hồ Sen" not in said


def test_numbers_held_where_one_does_not_see_go_in_and_nothing_is_told(put, house):
    far = make_member(house.far_cell, "Hoàng Văn Dũng", "02000001", citizen_id="038085009999")
    near = make_member(house.neighbour, "Trần Văn Bảy", "05000007")
    rows = (
        row("Lê Không", card="2000001"),
        row("Lê Hai", card="05000002", citizen="038085009999"),
        row("Lê Ba", card="05000007"),
        row("Lê Bốn", card="05000004"),
    )
    plan = put(*rows, unit=house.cell, seen=[Range.only(house.cell.path)])
    assert counts(plan) == [4, 0, 0, 0]
    assert warnings(plan) == []
    pairs = {
        (clash.field, frozenset([clash.first.full_name, clash.second.full_name]))
        for clash in NumberClash.objects.all()
    }
    assert pairs == {
        ("member_card_no", frozenset(["Lê Không", far.full_name])),
        ("citizen_id", frozenset(["Lê Hai", far.full_name])),
        ("member_card_no", frozenset(["Lê Ba", near.full_name])),
    }
    assert len(clashes(subtree(house.ward.path))) == 1
    assert len(clashes(subtree(house.province.path))) == 3


def test_a_number_of_somebody_who_left_elsewhere_is_free(put, house):
    gone = make_member(house.far_cell, "Hoàng Văn Dũng", "02000001")
    actions.leave(member=gone, by=SYSTEM, on=date(2026, 5, 1), cause=Standing.Cause.TRANSFERRED)
    assert counts(put(row(card="02000001"))) == [1, 0, 0, 0]


def test_a_card_of_another_person_here_is_refused(put, house):
    make_member(house.cell, "Lê Thị Thu", "05000001")
    assert problems(put(row())) == [(2, "Số thẻ", Problem.TWO_PEOPLE)]


def test_somebody_who_left_comes_back_by_hand(put, house):
    gone = make_member(house.cell, "Đỗ Văn Minh", "05000001")
    actions.leave(member=gone, by=SYSTEM, on=date(2026, 5, 1), cause=Standing.Cause.RESIGNED)
    plan = put(row())
    assert [problem for _, _, problem in problems(plan)] == [Problem.HAS_LEFT]
    assert Member.objects.get().left_on == date(2026, 5, 1)


def test_things_to_look_at_do_not_refuse(put):
    plan = put(
        row(admitted="01/06/1985", full="", phone="12"),
        row("Lê Hai", card="05000002", admitted="1/1/2000", full=""),
    )
    assert counts(plan) == [2, 0, 0, 0]
    assert set(warnings(plan)) == {Problem.YOUNG_AT_ADMISSION, Problem.TAKEN_AS_PROBATIONARY}
    assert [one.problem for one in plan.entries[0].reading.to_complete] == [Problem.PHONE_UNREADABLE]


def test_a_full_member_whose_dates_are_left_out_stays_full_without_a_word(put, house):
    put(row())
    plan = put(row(admitted="", full="", phone="0912345678"))
    assert counts(plan) == [0, 1, 0, 0]
    assert warnings(plan) == []
    assert [line.full for line in queries.roster(house.cell.pk, TODAY)] == [True]


# --- one cell --------------------------------------------------------------------------------------


def test_a_cells_own_list_need_not_name_it(put, house):
    book = [Sheet("Sheet1", [["Họ và tên", "Ngày sinh", "Số thẻ"], ["Lê Một", 1960, "05000001"]])]
    assert counts(put(book=book, unit=house.cell)) == [1, 0, 0, 0]
    assert Member.objects.get().cell == house.cell
    assert problems(put(book=book)) == [(2, "", Problem.CELL_MISSING)]


def test_a_cells_own_list_takes_nobody_from_another(put, house):
    neighbour = make_member(house.neighbour, "Trần Văn Bảy", "05000001")
    plan = put(
        row("Trần Văn Bảy", born="01/05/1960"),
        row("Lê Hai", card="05000002", cell=NAM_SON),
        unit=house.cell,
        seen=[subtree(house.ward.path)],
    )
    assert [problem for _, _, problem in problems(plan)] == [Problem.CARD_ELSEWHERE, Problem.CELL_OTHER]
    neighbour.refresh_from_db()
    assert neighbour.cell == house.neighbour


# --- together --------------------------------------------------------------------------------------


def test_an_import_that_would_do_other_things_than_shown_does_nothing(put, house):
    seen = preview(house.ward, sheet(row()), Rights(appoint=True)).digest()
    make_member(house.cell, "Đỗ Văn Minh", "05000001")
    with pytest.raises(PlanChanged):
        put(row(), expected=seen)
    assert Member.objects.count() == 1


def test_a_preview_of_the_same_thing_is_the_same(put, house):
    rights = Rights(appoint=True, create_cells=True)
    seen = preview(house.ward, sheet(row(cell="Chi bộ thôn Mới")), rights).digest()
    assert counts(put(row(cell="Chi bộ thôn Mới"), create_cells=True, expected=seen)) == [1, 0, 0, 0]


def test_queries_do_not_grow_with_the_roster(put):
    def queries_for(*rows):
        with CaptureQueriesContext(connection) as captured:
            put(*rows)
        return len(captured)

    def many(start, count, **more):
        return [row(born=1950 + n, card=f"06{start + n:06d}", **more) for n in range(count)]

    put(*many(200, 1))  # the cell's month in figures is made by the first import
    few, lots = queries_for(*many(0, 5)), queries_for(*many(100, 25))
    assert few == lots
    few, lots = queries_for(*many(0, 5, phone="0912345678")), queries_for(*many(100, 25, phone="0912345678"))
    assert few == lots
    assert queries_for(*many(100, 25, phone="0912345678")) < 15


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_add_everybody_once(put):
    rows = [row(f"Lê Văn {name}", card=f"0700000{n}") for n, name in enumerate(("An", "Bình", "Chi"))]
    started = threading.Barrier(2)
    outcomes: list[list[int]] = []

    def import_it():
        try:
            started.wait(10)
            outcomes.append(counts(put(*rows)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=import_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == [[0, 0, 3, 0], [3, 0, 0, 0]]
    assert Member.objects.count() == 3
