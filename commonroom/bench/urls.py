"""The house's addresses and one more, known only to a server that measures; its cell stands only here, too."""

from django.urls import include, path

from commonroom.bench.bare_urls import hello
from commonroom.people.cells import Cell, cells

handler403 = "commonroom.web.views.permission_denied"
handler404 = "commonroom.web.views.page_not_found"
handler500 = "commonroom.web.views.server_error"

cells()["bench_doors"] = Cell("bench_doors", "nothing", ("GET",), "anyone")
urlpatterns = [path("bench/doors/", hello, name="bench_doors"), path("", include("commonroom.urls"))]
