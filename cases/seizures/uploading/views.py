"""The addresses that a tus client speaks to, and those of our own page."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import http_date
from django.views import generic

from cases.access.errors import forbidden, not_found
from cases.access.views import Scoped, officer_of
from cases.casefiles.mixins import CasePage
from cases.casefiles.models import Case
from cases.casefiles.permissions import Ability
from cases.common.jobs import Job
from cases.seizures.models import SeizedDataset
from cases.seizures.uploading import protocol, services
from cases.seizures.uploading.models import Upload
from cases.seizures.uploading.protocol import Refused
from cases.seizures.uploading.receiving import Body, receive


class Tus(CasePage, generic.View):
    """What the protocol asks of every answer: its version, and errors by status."""

    ability = Ability.INTAKE

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        # Of a POST alone: other methods were not checked against forgery.
        if request.method == "POST":
            request.method = request.headers.get("X-HTTP-Method-Override", "POST")
        response: HttpResponseBase
        try:
            response = super().dispatch(request, *args, **kwargs)
        except Http404:
            response = not_found(request)
        except PermissionDenied:
            response = forbidden(request)
        except Refused as refusal:
            response = HttpResponse(
                refusal.text,
                status=refusal.status,
                content_type="text/plain; charset=utf-8",
            )
        response["Tus-Resumable"] = protocol.VERSION
        if response.status_code == 412:
            response["Tus-Version"] = protocol.VERSION
        return response

    def require_version(self) -> None:
        if self.request.headers.get("Tus-Resumable") != protocol.VERSION:
            raise Refused(412)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse(
            status=204,
            headers={
                "Tus-Version": protocol.VERSION,
                "Tus-Extension": protocol.EXTENSIONS,
                "Tus-Max-Size": settings.UPLOAD_MAX_BYTES,
                "Tus-Checksum-Algorithm": ",".join(protocol.ALGORITHMS),
            },
        )


class UploadCreateView(Tus):
    """The creation extension."""

    @cached_property
    def dataset(self) -> SeizedDataset:
        datasets = SeizedDataset.objects.visible_to(officer_of(self.request))
        return get_object_or_404(
            datasets.select_related("case"), pk=self.kwargs["dataset_pk"]
        )

    @cached_property
    def case(self) -> Case:
        return self.dataset.case

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require_version()
        upload = services.begin(
            officer=officer_of(request),
            dataset=self.dataset,
            size=protocol.number(request.headers.get("Upload-Length")),
            metadata=request.headers.get("Upload-Metadata", ""),
        )
        return HttpResponse(
            status=201,
            headers={
                "Location": upload.get_absolute_url(),
                "Upload-Expires": http_date(upload.expires_at.timestamp()),
            },
        )


class OfUpload(CasePage, Scoped):
    """Something about an upload that the officer began."""

    ability = Ability.INTAKE
    model = Upload
    kwargs: dict[str, Any]

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("dataset__case", "requested_by")

    @cached_property
    def page_object(self) -> Upload:
        found: Upload = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        return found


class UploadView(OfUpload, Tus):
    """The upload itself: where it stands, its next bytes, its end."""

    def head(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require_version()
        upload = self.page_object
        headers = {
            "Upload-Offset": upload.received,
            "Upload-Length": upload.size,
            "Upload-Expires": http_date(upload.expires_at.timestamp()),
            "Cache-Control": "no-store",
        }
        if upload.metadata:
            headers["Upload-Metadata"] = upload.metadata
        return HttpResponse(headers=headers)

    def patch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require_version()
        if request.headers.get("Content-Type") != protocol.CONTENT_TYPE:
            raise Refused(415)
        length = request.META.get("CONTENT_LENGTH")
        if not length:
            raise Refused(411)
        upload = self.page_object
        offset = receive(
            upload,
            offset=protocol.number(request.headers.get("Upload-Offset")),
            body=Body(request.read, protocol.number(length)),
            checksum=protocol.checksum(request.headers.get("Upload-Checksum")),
        )
        return HttpResponse(
            status=204,
            headers={
                "Upload-Offset": offset,
                "Upload-Expires": http_date(upload.expires_at.timestamp()),
            },
        )

    def delete(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require_version()
        services.discard(officer=officer_of(request), upload=self.page_object)
        return HttpResponse(status=204)


class UploadFinishView(OfUpload, generic.View):
    """Beyond tus: the hash before the transfer, and the decision of the officer."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        try:
            upload = services.finish(
                officer=officer_of(request),
                upload=self.page_object,
                sha256=request.POST.get("sha256", ""),
                again=bool(request.POST.get("again")),
            )
        except ValidationError as error:
            return JsonResponse({"message": "; ".join(error.messages)}, status=409)
        return JsonResponse(described(upload))


class UploadStateView(OfUpload, generic.View):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        return JsonResponse(described(self.page_object))


class UploadDiscardView(OfUpload, generic.View):
    """The button beside an unfinished upload, for a page without JavaScript."""

    def post(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseRedirect:
        upload = self.page_object
        page = reverse("cases:dataset_upload", args=[upload.dataset_id])
        try:
            services.discard(officer=officer_of(request), upload=upload)
        except Refused as refusal:
            messages.error(request, refusal.text)
        return HttpResponseRedirect(page)


def described(upload: Upload) -> dict[str, Any]:
    """What the page's script needs to know."""
    failed = upload.state == Job.State.FAILED
    return {
        "state": upload.state,
        "percent": upload.percent,
        "message": upload.problem,
        "is_same": failed and upload.error_code == "same_content",
        "can_go_on": failed and upload.can_go_on,
        "file": upload.file.get_absolute_url() if upload.file else "",
        "is_archive": upload.file is not None and upload.file.is_archive,
    }
