"""The description of the interface for programs at /api/v1/openapi.json: what ninja writes of the routes,
with the refusals every route may give, examples of every answer, and words on scopes, pages and limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sotay.kernel.api import Mount, Scope

Json = dict[str, Any]

ABOUT = """\
Everything a person may read in Sổ tay chi bộ, for programs of their office.

**Who asks.** A program sends a personal token, made on the page “Programs” of one's account:
`Authorization: Bearer sotay_...`. It reads what its person may read, within the scopes of the token; what is
not for that person is answered with 404, whether it exists or not. A token ends by hand, on its day, when the
account is logged out everywhere or gets another password, and with the roles held when it was made.

**Pages.** A list answers `items` and `next`. Send `next` as `cursor`, with the same filters, for the next
page; null means there is none. A page never gives a row twice, whatever is added meanwhile.

**Limits.** A token asks so many times a minute (120 unless the operator says otherwise). Beyond it the answer
is 429 with `Retry-After` in seconds.

**Refusals** are `application/problem+json` (RFC 9457): `detail` is a sentence in the language of
`Accept-Language` (vi or en). **ETag**: send it back as `If-None-Match` and be answered 304 while nothing
changed. Times are UTC, days are YYYY-MM-DD, months YYYY-MM.
"""

PAGE = "One page of a list, and the cursor of the next."
"""Of `Page[...]`: a generic schema does not hand its words on."""

REFUSALS: Mapping[int, tuple[str, str]] = {
    400: ("What was sent cannot be read.", "What was sent is not JSON. Check it and send it again."),
    401: (
        "No session and no token that is good.",
        "This token was ended. Make a new one on your page of tokens.",
    ),
    403: ("The token lacks the scope.", "This token lacks the scope “tasks”. Make one that has it."),
    404: ("It does not exist, or is not for you.", "There is nothing here that you may read."),
    405: ("The method is not for this address.", "This address does not take what was sent."),
    409: ("The rules do not allow it now.", "This task is settled. Open it again first."),
    422: ("A parameter cannot be read.", "limit: must be at most 200."),
    429: (
        "Too many requests in this minute.",
        "This token may ask 120 times a minute. Wait 12 seconds, then go on.",
    ),
}
TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    410: "Gone",
    422: "Unprocessable Content",
    429: "Too Many Requests",
}
PROBLEM: Json = {
    "title": "Problem",
    "description": "Why a request was not answered (RFC 9457).",
    "type": "object",
    "properties": {
        "type": {"type": "string", "description": "Always about:blank.", "examples": ["about:blank"]},
        "title": {"type": "string", "description": "The status in words.", "examples": ["Not Found"]},
        "status": {"type": "integer", "description": "The HTTP status.", "examples": [404]},
        "detail": {
            "type": "string",
            "description": "What happened and what to do, as a sentence in the reader's language.",
            "examples": ["There is nothing here that you may read."],
        },
        "errors": {
            "type": "array",
            "description": "Each parameter that cannot be read, with what is wrong about it.",
            "items": {"$ref": "#/components/schemas/Fault"},
        },
    },
    "required": ["type", "title", "status", "detail"],
}
FAULT: Json = {
    "title": "Fault",
    "description": "What is wrong about one parameter or field.",
    "type": "object",
    "properties": {
        "where": {"type": "string", "description": "Its name.", "examples": ["limit"]},
        "sentence": {
            "type": "string",
            "description": "What is wrong about it.",
            "examples": ["must be at most 200"],
        },
    },
    "required": ["where", "sentence"],
}


def complete(told: Json, mounts: Iterable[Mount]) -> Json:
    """What ninja says of the routes, with everything above."""
    schemas = told["components"]["schemas"]
    schemas |= {"Problem": PROBLEM, "Fault": FAULT}
    for schema in schemas.values():
        schema.setdefault("description", PAGE)
        schema.setdefault("examples", [_example(schema, schemas)])
    mounted = list(mounts)
    for address, methods in told["paths"].items():
        for method, operation in methods.items():
            _complete_operation(operation, schemas, _scope_of(address, mounted, method), method)
    about = {mount.router.tag: mount.router.about for mount in reversed(mounted)}
    told["tags"] = [{"name": tag, "description": words} for tag, words in sorted(about.items())]
    return told


def _scope_of(address: str, mounts: Iterable[Mount], method: str) -> Scope | None:
    """The scope that opens an address; None for those of devices, which no token opens."""
    below = address.removeprefix("/api/v1")
    writes = method != "get"
    for mount in mounts:
        inside = below == mount.prefix or below.startswith(f"{mount.prefix}/")
        if inside and mount.router.scope.value.endswith(".write") == writes:
            return mount.router.scope
    return None


def _complete_operation(operation: Json, schemas: Json, scope: Scope | None, method: str) -> None:
    if scope is not None:
        operation["description"] = f"{operation['description']}\n\nScope of a token: `{scope.value}`."
    for parameter in operation.get("parameters", []):
        parameter.pop("examples", None)  # ninja puts a list where OpenAPI has a map
        examples = parameter["schema"].get("examples") or [_example(parameter["schema"], schemas)]
        parameter["example"] = examples[0]
        parameter.setdefault("description", "The id of the thing.")
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content.setdefault("example", _example(content["schema"], schemas))
    responses = operation["responses"]
    for response in responses.values():
        for kind, content in response.get("content", {}).items():
            if kind == "application/json":
                content.setdefault("example", _example(content["schema"], schemas))
    if method == "get":
        responses[304] = {"description": "Nothing changed since the ETag that was sent."}
    refusals = (400, 401, 403, 404, 405, 422, 429) if method == "get" else tuple(REFUSALS)
    for status in refusals:
        responses.setdefault(status, _refusal(status))


def _refusal(status: int) -> Json:
    about, sentence = REFUSALS[status]
    example = {"type": "about:blank", "title": TITLES[status], "status": status, "detail": sentence}
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    response: Json = {"description": about, "content": {"application/problem+json": content}}
    if status == 429:  # noqa: PLR2004
        response["headers"] = {
            "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}, "example": 12}
        }
    return response


def _example(schema: Json, schemas: Json, depth: int = 0) -> Any:
    """What a value of the schema may look like, made of the examples of its fields."""
    known = schema.get("examples") or schema.get("enum")
    if known:
        return known[0]
    if "$ref" in schema:
        return _example(schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas, depth + 1)
    if "anyOf" in schema:
        return _example(schema["anyOf"][0], schemas, depth)
    if schema.get("type") == "array":
        return [_example(schema["items"], schemas, depth + 1)] if depth < _DEEPEST else []
    below = schema.get("properties", {}) if schema.get("type") == "object" else {}
    made = {name: _example(each, schemas, depth + 1) for name, each in below.items()}
    return made if below else schema.get("default", _OF_TYPE.get(schema.get("type", "")))


_DEEPEST = 6
_OF_TYPE: Mapping[str, Any] = {"string": "", "integer": 0, "number": 0, "boolean": False, "object": {}}
