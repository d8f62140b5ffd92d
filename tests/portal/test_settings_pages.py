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
