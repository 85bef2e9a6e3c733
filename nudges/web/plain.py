"""Pages for a customer who follows a link of a mail: plain, without script, foreign to the app."""

from html import escape

from starlette.responses import HTMLResponse

from nudges.spoken import Spoken

STYLE = (
    "body{font:17px/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1rem;"
    "color:#1f2430;background:#fff}button{font:inherit;padding:.6rem 1.2rem}"
    "@media(prefers-color-scheme:dark){body{color:#e8eaf0;background:#14171f}}"
)


def page(
    said: Spoken, title: str, text: str, *, button: str = "", status: int = 200
) -> HTMLResponse:
    """A page in the language of `said`; with `button` it asks for a POST to confirm it."""
    asks = f'<form method="post"><button>{escape(button)}</button></form>' if button else ""
    return HTMLResponse(
        f'<!doctype html><html lang="{said.language}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style><main><h1>{escape(title)}</h1><p>{escape(text)}</p>{asks}</main>",
        status_code=status,
        headers={
            "cache-control": "no-store",
            **({"retry-after": "60"} if status in (429, 503) else {}),
            "referrer-policy": "no-referrer",
            "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; "
            "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        },
    )
