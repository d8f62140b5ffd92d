"""Two pages: the list and the form."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from benchmarks.floor.models import Row


class RowForm(forms.ModelForm):
    class Meta:
        model = Row
        fields = ("name", "due_at")


def rows(request: HttpRequest) -> HttpResponse:
    page = Paginator(Row.objects.order_by("due_at"), 25).get_page(
        request.GET.get("page")
    )
    return render(request, "floor/rows.html", {"page": page})


def new(request: HttpRequest) -> HttpResponse:
    form = RowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("rows")
    return render(request, "floor/new.html", {"form": form})


urlpatterns = [path("", rows, name="rows"), path("new/", new, name="new")]
