"""Words that several parts of the demo ward use."""

YEAR_TASKS = (
    "Phụ trách, nắm tình hình nhóm hộ gia đình được phân công",
    "Vận động nhân dân giữ gìn vệ sinh, thu gom rác đúng giờ",
    "Tham gia tổ tự quản về an ninh, trật tự",
    "Giúp đỡ một hộ nghèo, cận nghèo trong tổ dân phố",
    "Theo dõi, giúp đỡ quần chúng ưu tú",
    "Tuyên truyền, hướng dẫn sử dụng dịch vụ công trực tuyến",
    "Vận động đóng góp các quỹ xã hội, đền ơn đáp nghĩa",
)
"""Tasks of a year that members of a residential cell are given."""
