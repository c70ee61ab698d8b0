"""How rosters name their columns. Data: lower case, without marks or punctuation."""

from __future__ import annotations

from enum import StrEnum


class Field(StrEnum):
    """What a column of a roster holds."""

    ORDINAL = "ordinal"
    NAME = "name"
    FAMILY = "family"  # family and middle names, the given name in a column of its own
    GIVEN = "given"
    BORN = "born"
    SEX = "sex"
    MALE = "male"  # columns "Nam" and "Nữ": an x, or the year of birth, in one of the two
    FEMALE = "female"
    ETHNICITY = "ethnicity"
    ADMITTED = "admitted"
    FULL = "full"
    CARD = "card"
    POST = "post"
    CELL = "cell"
    CELL_TYPE = "cell_type"
    PHONE = "phone"
    EMAIL = "email"
    CITIZEN = "citizen"
    ADDRESS = "address"
    OCCUPATION = "occupation"
    NOTE = "note"
    STATUS = "status"  # how somebody stands, in a word
    LEFT_ON = "left_on"
    IS_FULL = "is_full"  # crosses under "Đảng viên chính thức" and "Đảng viên dự bị"
    IS_PROBATIONARY = "is_probationary"
    IGNORED = "ignored"


def _list(*lines: str) -> tuple[str, ...]:
    return tuple(spelling.strip() for line in lines for spelling in line.split(";") if spelling.strip())


SPELLINGS: dict[Field, tuple[str, ...]] = {
    Field.ORDINAL: _list(
        "stt; so tt; so thu tu; thu tu; t t",
    ),
    Field.NAME: _list(
        "ho va ten; ho ten; ho va ten dang vien; ho ten dang vien; ten dang vien; ho va ten khai sinh;",
        "ho ten khai sinh; ho chu dem va ten; ho dem va ten; ho ten day du; full name",
    ),
    Field.FAMILY: _list(
        "ho ten dem; ho va ten dem; ho dem; ho va dem; ho chu dem; ho va chu dem; ho lot; ho va lot;",
        "ho chu lot; ho va chu lot; ho va ten lot",
    ),
    Field.BORN: _list(
        "ngay sinh; nam sinh; ngay thang nam sinh; ngay thang sinh; ngay nam sinh; sinh ngay; sinh nam;",
        "thang nam sinh; ntns; n sinh; ngay thang nam sinh dang vien; date of birth",
    ),
    Field.SEX: _list(
        "gioi tinh; nam nu; phai",
    ),
    Field.ETHNICITY: _list(
        "dan toc",
    ),
    Field.ADMITTED: _list(
        "ngay vao dang; vao dang; ngay ket nap; ket nap; ngay ket nap dang; ngay vao dang du bi;",
        "ngay vao dang lan dau; nam vao dang; ngay thang nam vao dang; ngay thang vao dang; ngay du bi;",
        "ngay vao dcsvn; ngay thang nam ket nap; ngay ket nap du bi; vao dang du bi; ngay kn; date of "
        "admission",
    ),
    Field.FULL: _list(
        "chinh thuc; ngay chinh thuc; ngay vao dang chinh thuc; vao dang chinh thuc;",
        "cong nhan chinh thuc; ngay cong nhan chinh thuc; ngay chuyen chinh thuc; chuyen chinh thuc;",
        "ngay chuyen dang chinh thuc; chuyen dang chinh thuc; cong nhan dang vien chinh thuc;",
        "ngay cong nhan dang vien chinh thuc; ngay vao dang ct; ngay dang vien chinh thuc;",
        "ngay ket nap chinh thuc; nam chinh thuc; ngay thang nam chinh thuc;",
        "ngay thang nam vao dang chinh thuc; ngay ct; ngay dvct; cong nhan dvct; date of full status",
    ),
    Field.CARD: _list(
        "so the dang vien; so the; so tdv; stdv; so the dv; so the dang; the dang vien; so hieu the;",
        "so the dang vien moi; ma the dang vien; card number; the dv",
    ),
    Field.POST: _list(
        "chuc vu; chuc vu dang; chuc vu trong dang; chuc vu trong chi bo; chuc vu chi bo;",
        "chuc vu cap uy; chuc danh; cap uy; nhiem vu trong chi bo",
    ),
    Field.CELL: _list(
        "chi bo; ten chi bo; sinh hoat tai chi bo; sinh hoat tai; chi bo sinh hoat; noi sinh hoat;",
        "chi bo dang sinh hoat; thuoc chi bo; sinh hoat chi bo; noi sinh hoat dang; to chuc dang;",
        "dang sinh hoat tai chi bo; chi bo noi sinh hoat; ten don vi",
    ),
    Field.CELL_TYPE: _list(
        "loai hinh; loai hinh chi bo; loai chi bo; loai hinh to chuc dang; loai hinh tccsd",
    ),
    Field.PHONE: _list(
        "dien thoai; so dien thoai; sdt; so dt; dtdd; di dong; so di dong; dien thoai di dong;",
        "so dien thoai lien he; dien thoai lien he; so may; phone; mobile; telephone; so dien thoai di dong",
    ),
    Field.EMAIL: _list(
        "email; e mail; thu dien tu; hop thu; gmail",
    ),
    Field.CITIZEN: _list(
        "cccd; cmnd; cmt; cmtnd; can cuoc; so can cuoc; can cuoc cong dan; so can cuoc cong dan;",
        "so cccd; so cmnd; cccd cmnd; so cccd cmnd; so dinh danh; so dinh danh ca nhan; ma dinh danh;",
        "chung minh nhan dan; chung minh thu; so cc; citizen id",
    ),
    Field.ADDRESS: _list(
        "noi o; noi o hien nay; cho o; cho o hien nay; dia chi; noi cu tru; cu tru; noi thuong tru;",
        "thuong tru; ho khau; dia chi lien he; dia chi thuong tru; noi tam tru; cho o hien tai",
    ),
    Field.OCCUPATION: _list(
        "nghe nghiep; nghe nghiep hien nay; cong viec; don vi cong tac; noi cong tac; noi lam viec;",
        "co quan cong tac; chuc vu chinh quyen; chuc vu chuyen mon; cong viec hien nay;",
        "chuc vu don vi cong tac",
    ),
    Field.NOTE: _list(
        "ghi chu; chu thich",
    ),
    Field.STATUS: _list(
        "tinh trang; tinh trang sinh hoat; trang thai; dien sinh hoat; dien dang vien; standing",
    ),
    Field.LEFT_ON: _list(
        "ngay mat; ngay tu tran; ngay roi; ngay ra khoi dang; ngay chuyen di; ngay chuyen sinh hoat di; "
        "ngay xoa ten;",
        "ngay khai tru; ngay roi dang; ngay roi khoi dang",
    ),
    Field.IGNORED: _list(
        "ly do; reason; noi sinh; tuoi dang; tuoi doi; tuoi; ngay vao doan; que quan; nguyen quan; chu ky;",
        "ky nhan; ky ten; huy hieu; huy hieu dang; so ly lich; ten goi khac; ten thuong dung; bi danh;",
        "noi ket nap; noi vao dang; noi cong nhan; trinh do; chuyen mon; hoc van; ly luan chinh tri;",
        "ton giao; ngay chuyen den; ngay cap; noi cap; cap the; ngay cap the;",
        "ngay cap the dang vien; ngay phat the dang vien; ngay cap so the dang vien; so nghi quyet;",
        "so quyet dinh; so the bhyt; so the bao hiem; bao hiem xa hoi; chi bo truoc khi chuyen;",
        "chi bo noi chuyen di; chi bo gioi thieu; nguoi gioi thieu; thanh phan; gia dinh; dang phi;",
        "ngay cap can cuoc cong dan; noi cap can cuoc cong dan; ngay cap the dang; xep loai;",
        "ngay nhap ngu; ngay vao nganh; chi bo noi cu tru; chi bo noi o; chi bo cu tru; dang bo noi cu tru;",
        "chi uy noi cu tru; sinh hoat noi cu tru; noi dang ky khai sinh; cmnd cu; so cmnd cu; cmt cu; so "
        "cccd cu;",
        "so the cu; so the dang cu; ma can bo; ma dang vien; de nghi xoa",
    ),
}
"""A header means the field whose longest spelling it contains as whole words."""

WHOLE: dict[str, Field] = {
    "tt": Field.ORDINAL,
    "so": Field.ORDINAL,
    "ho": Field.FAMILY,
    "ten": Field.GIVEN,
    "ten goi": Field.GIVEN,
    "dang vien": Field.NAME,
    "ns": Field.BORN,
    "sinh": Field.BORN,
    "gt": Field.SEX,
    "gioi": Field.SEX,
    "nu": Field.FEMALE,
    "du bi": Field.ADMITTED,
    "ct": Field.FULL,
    "cb": Field.CELL,
    "don vi": Field.CELL,
    "lien he": Field.PHONE,
    "gc": Field.NOTE,
    "cv": Field.POST,
    "cc": Field.CITIZEN,
    "dang vien chinh thuc": Field.IS_FULL,
    "dang vien du bi": Field.IS_PROBATIONARY,
    "no": Field.ORDINAL,
    "sex": Field.SEX,
    "ethnicity": Field.ETHNICITY,
    "cell": Field.CELL,
    "role": Field.POST,
    "occupation": Field.OCCUPATION,
    "address": Field.ADDRESS,
    "note": Field.NOTE,
    "dien": Field.STATUS,
}
"""Headers too short to be looked for inside longer ones."""

MARKED: dict[str, Field] = {
    "nam": Field.MALE,
    "nữ": Field.FEMALE,
    "đt": Field.PHONE,
    "dt": Field.ETHNICITY,
    "năm": Field.IGNORED,
}
"""Headers that only their marks tell apart: Nam (male) and năm (year), ĐT (telephone) and DT (dân tộc)."""

OF_ANOTHER_PERSON = (
    r"\b(?:nguoi than|than nhan|nguoi nha|vo|chong|cha|bo me|cha me|me|con|anh chi em"
    r"|nguoi gioi thieu|nguoi lien he"
    r"|khan cap|bao tin|nguoi bao lanh|nguoi giam ho|nguoi theo doi|nguoi giup do)\b"
)
"""Words in a header whose column is about somebody else than the member: 'SĐT người thân', 'Họ tên vợ'."""

PARTS_OF_AN_ADDRESS = (
    (0, "chi tiet; so nha; so nha duong; duong; dia chi; dia chi chi tiet; so nha duong pho"),
    (1, "thon; to; xom; ap; khu pho; to dan pho; thon to; thon ban; to thon; khoi; ban; tdp"),
    (2, "xa; phuong; xa phuong; phuong xa; phuong xa thi tran; xa phuong thi tran"),
    (3, "huyen; quan; quan huyen; huyen quan; huyen thi xa"),
    (4, "tinh; thanh pho; tinh thanh; tinh thanh pho; tinh tp"),
    (9, "quoc gia; nuoc"),
)
"""Lower rows of a header under an address, in the order an address is written; the country is left out."""

PREFERRED: dict[Field, tuple[str, ...]] = {
    Field.ADDRESS: ("noi o", "cho o", "hien nay", "hien tai"),
    Field.CITIZEN: ("dinh danh", "can cuoc", "cccd"),
    Field.PHONE: ("di dong", "dtdd", "mobile"),
}
"""Of two columns with one meaning, the one whose header says this is taken before the one that
stands first."""
