"""docs/operations.md names only what there is: commands, settings, roles, metrics, files, screens of the API."""

import re

import yaml

from api.cli.contract import OPENAPI
from api.cli.program import COMMANDS
from api.platform import roles
from api.platform.startup import ROOT
from api.platform.telemetry import METRICS
from api.settings import Settings
from tests.support.compose import asked_for

TEXT = (ROOT / "docs" / "operations.md").read_text()


def test_every_command_setting_role_and_metric_is_there() -> None:
    lines = re.findall(r"`eligo ([a-z-]+)", TEXT) + re.findall(
        r"^ .*?(?:bin/|HOST/eligo )eligo ([a-z-]+)", TEXT, re.MULTILINE
    )
    commands = set(lines)
    assert commands <= {*COMMANDS}, commands - {*COMMANDS}
    settings = {f"ELIGO_{name.upper()}" for name in Settings.model_fields}
    named = set(re.findall(r"\bELIGO_[A-Z_]+", TEXT))
    assert named <= settings | set(asked_for()), named - settings
    assert set(re.findall(r"`(eligo_(?:owner|app|relay|maintenance))`", TEXT)) == {
        roles.OWNER, roles.APP, roles.RELAY, roles.MAINTENANCE,
    }  # fmt: skip
    families = {family.name for family in METRICS.collect()}
    for metric in re.findall(r"`(eligo_[a-z_]+)(?:\{|`)", TEXT):
        if not metric.startswith(("eligo_owner", "eligo_app", "eligo_relay", "eligo_maintenance")):
            assert metric.removesuffix("_total") in families, metric


def test_every_file_and_path_is_there() -> None:
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", TEXT):
        assert (ROOT / "docs" / link).exists(), link
    paths = yaml.safe_load(OPENAPI.read_text())["paths"]
    for path in ("/healthz", "/readyz", "/metrics"):
        assert path in TEXT
        assert path in paths
    assert "/api/v1/jobs/{job_id}/retry" in paths
