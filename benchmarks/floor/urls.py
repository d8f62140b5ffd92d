"""Three pages of generic views: the list, one row, the form."""

from django.urls import path, reverse_lazy
from django.views.generic import CreateView, DetailView, ListView

from benchmarks.floor.models import Row


class RowList(ListView):  # type: ignore[type-arg]
    model = Row
    paginate_by = 25


class RowDetail(DetailView):  # type: ignore[type-arg]
    model = Row


class RowCreate(CreateView):  # type: ignore[type-arg]
    model = Row
    fields = ("ref", "kind", "name", "place", "stage", "owner", "due_at")
    success_url = reverse_lazy("rows")


urlpatterns = [
    path("", RowList.as_view(), name="rows"),
    path("new/", RowCreate.as_view(), name="new"),
    path("<int:pk>/", RowDetail.as_view(), name="row"),
]
