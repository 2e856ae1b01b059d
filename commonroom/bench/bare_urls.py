"""The address of the view that pages are measured against."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def hello(_request: HttpRequest) -> HttpResponse:
    """The plainest page there is."""
    return HttpResponse("hello", headers={"Content-Length": "5"})


urlpatterns = [path("bench/hello/", hello, name="bench_hello")]
