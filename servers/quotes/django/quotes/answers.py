"""What both kinds of views take and give: parameters, quotes as JSON, problems."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, JsonResponse


def quote_answer(quote: dict[str, Any] | None) -> JsonResponse:
    if quote is None:
        raise Http404("There are no quotes.")
    return JsonResponse(quote)


def whole_number(request: HttpRequest, name: str, least: int, most: int) -> int:
    try:
        number = int(request.GET[name])
    except (KeyError, ValueError):
        number = None
    if number is None or not least <= number <= most:
        raise BadRequest(f"{name}: give a whole number from {least} to {most}.")
    return number


def bad_request(_: HttpRequest, exception: Exception) -> JsonResponse:
    """Django's own answer to BadRequest is a page of HTML."""
    return JsonResponse({"error": str(exception)}, status=400)
