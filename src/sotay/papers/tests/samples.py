"""Papers as cells really write them, about people who do not exist."""

from __future__ import annotations

from datetime import date

from sotay.papers.structure import (
    MINUTE_TAKER,
    Column,
    Header,
    Heading,
    Items,
    Paper,
    Paragraph,
    Signature,
    Table,
)

HEADER = Header(
    superior="ĐẢNG BỘ PHƯỜNG HÒA BÌNH",
    issuer="CHI BỘ TỔ DÂN PHỐ 3",
    place="Hòa Bình",
    day=date(2026, 2, 3),
    number="Số 03-BB/CB",
)
SPEAKERS = (
    ("Trần Thị Ánh", "Đề nghị chi bộ phối hợp với tổ dân phố sửa đoạn cống trước nhà văn hóa trước mùa mưa."),
    (
        "Phạm Đức Hưng",
        "Nhất trí với báo cáo; đề nghị phân công rõ người phụ trách từng ngõ trong việc thu gom rác.",
    ),
    (
        "Lê Quỳnh Như",
        "Kết quả chuyển sinh hoạt hè cho học sinh tốt; cần thêm kinh phí tặng quà các cháu khó khăn.",
    ),
    (
        "Đỗ Văn Khuê",
        "Phản ánh việc đường dây điện chùng thấp ở ngõ 12, đã kiến nghị hai lần nhưng chưa được trả lời.",
    ),
)


def minutes(speakers: tuple[tuple[str, str], ...] = SPEAKERS, header: Header = HEADER) -> Paper:
    """Minutes of a regular meeting."""
    return Paper(
        kind="BB",
        header=header,
        title="BIÊN BẢN",
        abstract="Sinh hoạt chi bộ thường kỳ tháng 02 năm 2026",
        blocks=(
            Paragraph(
                "Hôm nay, vào hồi 19 giờ 30 ngày 03 tháng 02 năm 2026, tại Nhà văn hóa tổ dân phố 3, Chi bộ "
                "tổ dân phố 3 tiến hành sinh hoạt chi bộ thường kỳ tháng 02 năm 2026.",
                "opening",
            ),
            Heading(1, "I- THÀNH PHẦN", "attendance"),
            Items(
                (
                    "Tổng số đảng viên: 27 đồng chí (chính thức: 25; dự bị: 02); miễn sinh hoạt: 01.",
                    "Có mặt: 25 đồng chí; vắng mặt: 01 (có lý do: 01; không lý do: 0), đạt tỷ lệ 96,2%.",
                    "Đại biểu cấp trên: đồng chí Vũ Thị Hường, Đảng ủy viên phụ trách chi bộ.",
                    "Chủ trì: đồng chí Nguyễn Thị Thu, Bí thư chi bộ. Thư ký: đồng chí Lê Quỳnh Như.",
                ),
                "attendance-list",
            ),
            Heading(1, "II- NỘI DUNG", "content"),
            Heading(2, "1. Kết quả thực hiện nghị quyết tháng 01", "results"),
            Table(
                (
                    Column("TT", 6, "center"),
                    Column("Nhiệm vụ", 44),
                    Column("Người thực hiện", 26),
                    Column("Kết quả", 24),
                ),
                (
                    ("1", "Vận động hộ dân hiến đất mở rộng ngõ 7", "Phạm Đức Hưng", "Hoàn thành"),
                    (
                        "2",
                        "Rà soát danh sách thanh niên sẵn sàng nhập ngũ năm 2026",
                        "Trần Thị Ánh",
                        "Hoàn thành",
                    ),
                    (
                        "3",
                        "Tổ chức thăm, tặng quà gia đình chính sách dịp Tết",
                        "Đỗ Văn Khuê",
                        "Đang thực hiện",
                    ),
                ),
                "tasks",
                caption="Tình hình thực hiện nhiệm vụ được giao",
            ),
            Heading(2, "2. Thảo luận", "discussion"),
            *(
                Paragraph(f"Đồng chí {name}: {text}", f"statement:{number}")
                for number, (name, text) in enumerate(speakers, start=1)
            ),
            Heading(3, "a) Kiến nghị với Đảng ủy phường", "petitions"),
            Items(
                ("Đề nghị điện lực xử lý đường dây chùng thấp tại ngõ 12 trước ngày 15/3/2026.",),
                "petition-list",
            ),
            Heading(2, "3. Biểu quyết thông qua nghị quyết", "vote"),
            Paragraph("23/24 đồng chí tán thành, đạt tỷ lệ 95,8%.", "vote-line"),
            Heading(1, "III- KẾT LUẬN", "conclusion"),
            Paragraph(
                "Đồng chí chủ trì kết luận: tập trung lãnh đạo hoàn thành công tác tuyển quân; bảo đảm "
                "vệ sinh môi trường, an ninh trật tự dịp Tết; từng đảng viên gương mẫu nơi cư trú.",
                "conclusion-text",
            ),
            Paragraph(
                "Biên bản được đọc lại cho toàn thể đảng viên cùng nghe và nhất trí thông qua. Buổi "
                "sinh hoạt kết thúc vào hồi 21 giờ 15 cùng ngày.",
                "closing",
            ),
        ),
        signatures=(
            Signature(("NGƯỜI GHI BIÊN BẢN",), "Lê Quỳnh Như", role=MINUTE_TAKER),
            Signature(("CHỦ TRÌ HỘI NGHỊ",), "Nguyễn Thị Thu"),
        ),
        recipients=("Đảng ủy phường (để báo cáo),", "Các đồng chí đảng viên,", "Lưu Chi bộ."),
    )


def resolution() -> Paper:
    """A short resolution, not yet numbered or signed."""
    return Paper(
        kind="NQ",
        header=Header(HEADER.superior, HEADER.issuer, HEADER.place, date(2026, 12, 3)),
        title="NGHỊ QUYẾT",
        abstract="Sinh hoạt chi bộ thường kỳ tháng 12 năm 2026",
        blocks=(
            Paragraph("Chi bộ thống nhất ra nghị quyết với những nội dung sau.", "opening"),
            Heading(1, "I- PHƯƠNG HƯỚNG, NHIỆM VỤ THÁNG 01 NĂM 2027", "tasks"),
            Items(("Chăm lo Tết cho hộ nghèo.", "Quyết toán đảng phí quý IV."), "task-list"),
        ),
        signatures=(Signature(("T/M CHI BỘ", "BÍ THƯ"), "Nguyễn Thị Thu"),),
        recipients=("Đảng ủy phường (để báo cáo),", "Đồng chí Đảng ủy viên phụ trách chi bộ,", "Lưu Chi bộ."),
    )
