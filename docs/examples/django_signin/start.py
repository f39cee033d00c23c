"""Start the site on this machine, with a sandbox as its provider, until Ctrl-C."""

import os
import secrets
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from django.core.management import call_command

from oauth2.sandbox import Provider, serve


def start_sandbox(stack: ExitStack) -> str:
    """Run a provider with two users on a free port, and return where it is."""
    provider = Provider()
    provider.add_user("grace", secrets.token_urlsafe(), title="Grace Example")
    return stack.enter_context(serve(provider=provider)).url


def main() -> None:
    """Run both.  What they know is forgotten in the end."""
    port = os.environ.get("PORT", "8000")
    with ExitStack() as stack:
        if "PROVIDER_URL" not in os.environ:
            os.environ["PROVIDER_URL"] = start_sandbox(stack)
        if "DATABASE" not in os.environ:
            folder = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
            os.environ["DATABASE"] = str(Path(folder, "site.sqlite3"))
        os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"
        django.setup()
        call_command("migrate", verbosity=0)
        print(f"The provider is {os.environ['PROVIDER_URL']}\nOpen http://127.0.0.1:{port}/")
        call_command("runserver", port, use_reloader=False)


if __name__ == "__main__":
    main()
