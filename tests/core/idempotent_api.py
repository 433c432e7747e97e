"""A small API beside the real one, whose operations tell what they did."""

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import path
from ninja import File, Form, NinjaAPI, Schema
from ninja.files import UploadedFile
from ninja.responses import Status

from portal.accounts.api_auth import ApiAuth
from portal.config import api as roof
from portal.core import idempotency
from portal.core.errors import Refusal, TooMany, WrongState

done: list[str] = []
during: list[Callable[[], None]] = []
api = NinjaAPI(urls_namespace="idempotent", auth=ApiAuth())
idempotency.install(api)
api.add_exception_handler(Refusal, roof.refused)


class NoteIn(Schema):
    text: str


@api.post("/notes", response={201: dict})
def post_note(request: HttpRequest, data: NoteIn) -> Status:
    done.append(data.text)
    for act in during:
        act()
    match data.text:
        case "crash":
            raise ZeroDivisionError
        case "refuse":
            raise WrongState("not now")
        case "flood":
            raise TooMany
    return Status(201, {"text": data.text, "number": len(done)})


@api.delete("/notes/{name}", response={204: None})
def delete_note(request: HttpRequest, name: str) -> Status:
    done.append(name)
    return Status(204, None)


@api.post("/photos")
def post_photo(request: HttpRequest, title: Form[str], photo: File[UploadedFile]) -> dict[str, object]:
    done.append(title)
    return {"bytes": len(photo.read()), "number": len(done)}


@api.get("/notes")
def get_notes(request: HttpRequest) -> dict[str, int]:
    done.append("read")
    return {"number": len(done)}


urlpatterns = [path("api/v1/", api.urls)]
