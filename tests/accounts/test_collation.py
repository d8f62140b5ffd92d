import pytest

from accounts.collation import sort_key


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("en", ["Åland", "Algeria", "Côte d’Ivoire", "Cuba", "Zambia"]),
        ("es", ["Níger", "Nueva Zelanda", "Ñandú", "Omán"]),
        ("pt-br", ["África do Sul", "Angola", "Áustria", "Brasil"]),
        ("vi", ["Ả Rập Xê Út", "Ai Cập", "Anh", "Ấn Độ", "Cuba", "Dominica", "Đức"]),
        ("ru", ["Ель", "Ёлка", "Жара"]),
        ("th", ["กาตาร์", "เกาหลีใต้", "ไทย", "มาเลเซีย", "เวียดนาม"]),
        ("zh-hans", ["阿根廷", "巴西", "菲律宾", "马来西亚", "泰国", "越南", "中国"]),
    ],
    ids=["en", "es", "pt-br", "vi", "ru", "th", "zh-hans"],
)
def test_names_stand_where_readers_of_the_language_look_for_them(language, ordered):
    shuffled = sorted(ordered, reverse=True)

    assert sorted(shuffled, key=lambda name: sort_key(name, language)) == ordered
