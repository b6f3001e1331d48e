"""Where an officer says that they have seen the news."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views import View

from cases.access.views import officer_of
from cases.matching.arrivals.news import mark_seen


class NewsSeenView(View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        run = request.POST.get("run", "")
        # As many digits as a key can have.
        if run.isdecimal() and len(run) < 19:
            mark_seen(officer_of(request), int(run))
        return HttpResponseRedirect(reverse("cases:home"))
