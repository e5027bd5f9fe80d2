from django.http import Http404, HttpRequest, JsonResponse

from .models import Quote


def static(_: HttpRequest) -> JsonResponse:
    return JsonResponse({"hello": "world"})


def random_quote(_: HttpRequest) -> JsonResponse:
    # One statement: the join in random order; first() adds LIMIT 1.
    quote = Quote.objects.order_by("?").select_related("author").first()
    if quote is None:
        raise Http404("There are no quotes.")
    return JsonResponse(
        {
            "id": quote.id,
            "text": quote.quote_text,
            "author": quote.author.name,
            "views": quote.views,
        }
    )
