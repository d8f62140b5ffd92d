"""Pages that write and look, to see what the middleware makes of them."""

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from audit.trail import record_access
from tests.audit.sample.models import Person


@login_not_required
@transaction.atomic
def add(request: HttpRequest) -> HttpResponse:
    person = Person.objects.create(name="Dewi", controller_id=7)
    return HttpResponse(str(person.pk))


@login_not_required
def add_outside_a_transaction(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(Person.objects.create(name="Dewi").pk))


@login_not_required
def look(request: HttpRequest) -> HttpResponse:
    for person in Person.objects.all():
        record_access("record", person, controller_id=7, case_id=3)
        record_access("record", person, controller_id=7, case_id=3)
    record_access("list", controller_id=7, count=25)
    return HttpResponse("seen")


@login_not_required
def fail(request: HttpRequest) -> HttpResponse:
    raise ValueError("broken page")


urlpatterns = [
    path("add/", add),
    path("api/v1/add/", add),
    path("add-loosely/", add_outside_a_transaction),
    path("look/", look),
    path("fail/", fail),
]
