"""`/desk/settings/`: everything that can be set, as far as the role allows it."""

import pytest


@pytest.mark.parametrize(
    ("who", "there", "not_there"),
    [
        ("aida", "/desk/settings/rulebook/", "/desk/settings/team/"),
        ("grace", "/desk/settings/team/", "/desk/settings/nobody/"),
    ],
)
def test_the_list_of_settings_leads_to_what_the_role_may_open(
    request, client, who, there, not_there
):
    client.force_login(request.getfixturevalue(who))

    page = client.get("/desk/settings/").content.decode()

    assert f'href="{there}"' in page and 'href="/desk/settings/profile/"' in page
    assert f'href="{not_there}"' not in page


def test_a_page_of_the_settings_is_found_under_settings_in_the_menu(client, aida):
    client.force_login(aida)

    page = client.get("/desk/settings/calendars/").content.decode()

    menu = page.partition('class="side"')[2].partition("</aside>")[0]
    current = menu.partition('aria-current="page"')
    assert current[0].endswith('href="/desk/settings/" ')
    assert 'aria-current="page"' not in current[2]
    assert "/desk/settings/calendars/" not in menu
