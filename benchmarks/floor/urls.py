"""Two pages of generic views: the list and the form."""

from django.urls import path, reverse_lazy
from django.views.generic import CreateView, ListView

from benchmarks.floor.models import Row


class RowList(ListView):  # type: ignore[type-arg]
    model = Row
    paginate_by = 25


class RowCreate(CreateView):  # type: ignore[type-arg]
    model = Row
    fields = ("ref", "name", "place", "due_at")
    success_url = reverse_lazy("rows")


urlpatterns = [
    path("", RowList.as_view(), name="rows"),
    path("new/", RowCreate.as_view(), name="new"),
]
