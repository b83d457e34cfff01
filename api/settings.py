"""One typed settings class. Every setting is an environment variable with the prefix ELIGO_."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

Environment = Literal["production", "development", "demo"]

PLACEHOLDERS = frozenset({"", "secret", "changeme", "change-me", "password", "placeholder", "example"})


class PlaceholderSecretError(RuntimeError):
    """A secret is a placeholder where a real one is needed."""


class Settings(BaseSettings):
    """What an operator can set. `eligo settings` lists it with these descriptions and defaults."""

    model_config = SettingsConfigDict(env_prefix="ELIGO_", extra="ignore")

    environment: Environment = Field("production", description="production, development or demo.")
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    public_url: str | None = Field(None, description="Address that browsers use, e.g. https://merit.example.gov.")
    allow_http: bool = Field(False, description="Serve plain http beyond loopback (behind a proxy that ends TLS).")
    data_dir: Path = Field(Path("var"), description="Folder of the embedded servers and of generated secrets.")
    database_url: SecretStr | None = Field(None, description="PostgreSQL >= 15; empty means the embedded server.")
    database_admin_url: SecretStr | None = Field(
        None, description="Privileged PostgreSQL address for migrate, backup and maintenance."
    )
    relay_url: SecretStr | None = Field(None, description="PostgreSQL address of the role eligo_relay.")
    redis_url: SecretStr | None = Field(None, description="Redis or Valkey; empty means the embedded server.")
    transaction_pooler: bool = Field(False, description="PgBouncer in transaction mode stands before the database.")
    pool_size: int = Field(
        default_factory=lambda: 2 * (os.cpu_count() or 2), ge=1, le=200, description="Database connections per process."
    )
    listen_url: SecretStr | None = Field(
        None, description="Direct database address for LISTEN when a transaction pooler is in between."
    )
    secret_key: SecretStr | None = Field(None, description="Key that signs cursors and links; generated when empty.")
    demo_password: SecretStr | None = Field(None, description="Password of the demo administrator.")
    session_idle_minutes: int = Field(60, ge=1, description="A sign-in ends after this long without a request.")
    session_hours: int = Field(12, ge=1, description="A sign-in ends after this long in any case.")
    upload_mebibytes: int = Field(50, ge=1, le=1024, description="Largest upload.")
    metrics_token: SecretStr | None = Field(None, description="Bearer token for /metrics beyond loopback.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level that is logged.")
    static_dir: Path | None = Field(None, description="Folder of the built front end; empty means the usual places.")

    @property
    def is_demo(self) -> bool:
        """Whether the demo clock may move; `eligo up --demo` sets it."""
        return self.environment == "demo"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in {"127.0.0.1", "localhost", "::1"}

    @property
    def uses_https(self) -> bool:
        """Whether browsers reach us by https, so cookies are Secure and carry the __Host- prefix."""
        return (self.public_url or "").startswith("https://")

    def require_real_secrets(self) -> None:
        """Refuse placeholder secrets outside development and demo.

        Raises:
            PlaceholderSecretError: naming the setting.
        """
        if self.environment != "production":
            return
        for name in ("secret_key", "metrics_token"):
            secret: SecretStr | None = getattr(self, name)
            if secret is not None and secret.get_secret_value().strip().lower() in PLACEHOLDERS:
                raise PlaceholderSecretError(f"ELIGO_{name.upper()} is a placeholder; set a real secret.")
