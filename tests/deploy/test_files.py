"""The image and the composition, as far as they can be read without building them."""

import json
import re
from pathlib import Path, PurePosixPath

import pytest

from api.cli.program import COMMANDS
from api.platform import roles
from api.platform.startup import ROOT
from api.settings import PLACEHOLDERS, Settings
from tests.support.compose import DEPLOY, asked_for, composed, offered

SETTINGS = {f"ELIGO_{name.upper()}" for name in Settings.model_fields}
FILLED = {name: "filled" for name, is_needed in asked_for().items() if is_needed}
OURS = ("migrate", "api", "worker")


def stages() -> list[list[tuple[str, str]]]:
    """The instructions of each stage of the Dockerfile, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found: list[list[tuple[str, str]]] = []
    for line in lines:
        word, _, rest = line.partition(" ")
        if word == "FROM":
            found.append([])
        found[-1].append((word, " ".join(rest.split())))
    return found


def sent(path: str) -> bool:
    """Whether .dockerignore lets a path of the checkout into a build; the last line that matches decides."""
    kept = True
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        pattern = line.lstrip("!").removeprefix("**/")
        names = [PurePosixPath(path), *PurePosixPath(path).parents]
        if any(one.match(pattern) if "/" not in pattern else str(one) == pattern for one in names if str(one) != "."):
            kept = line.startswith("!")
    return kept


def test_every_file_that_a_stage_copies_is_there_and_sent() -> None:
    names = {rest.rpartition(" AS ")[2] for stage in stages() for word, rest in stage if word == "FROM"}
    copied = [rest.split() for stage in stages() for word, rest in stage if word == "COPY"]
    for source in [source for parts in copied if not parts[0].startswith("--from") for source in parts[:-1]]:
        assert (ROOT / source).exists(), source
        assert sent(source.rstrip("/")), source
    assert {parts[0].removeprefix("--from=") for parts in copied if parts[0].startswith("--from")} <= names


@pytest.mark.parametrize(
    "path", ["var/secrets.json", "deploy/.env", ".git/config", ".venv/bin/python", "frontend/node_modules/x",
             "frontend/dist/index.html", "api/demo/__pycache__/city.pyc", "frontend/.env.local"],
)  # fmt: skip
def test_nothing_private_and_nothing_built_is_sent(path: str) -> None:
    assert not sent(path)


def test_the_image_runs_as_an_ordinary_user_and_holds_no_secret() -> None:
    *_, last = stages()
    words = dict(last)
    assert words["USER"] == "10001:10001"
    assert json.loads(words["ENTRYPOINT"]) == ["eligo"]
    assert json.loads(words["CMD"])[0] in COMMANDS
    assert "/readyz" in words["HEALTHCHECK"]
    named = set(re.findall(r"\bELIGO_[A-Z_]+", " ".join(rest for stage in stages() for _, rest in stage)))
    assert named <= SETTINGS
    assert not any(re.search("SECRET|PASSWORD|TOKEN|_KEY", name) for name in named)
    assert not any(word == "ARG" for stage in stages() for word, _ in stage)
    assert not any("node" in rest for _, rest in last)


def test_the_image_is_built_of_what_its_stages_make() -> None:
    front, build, last = stages()
    ran = [" ".join(rest for word, rest in stage if word == "RUN") for stage in (front, build, last)]
    assert "npm ci" in ran[0]
    assert "npm run build" in ran[0]
    assert "--require-hashes -r requirements.lock" in ran[1]
    assert ("COPY", "--from=frontend /src/frontend/dist frontend/dist") in build
    assert ("COPY", "--from=build /opt/eligo /opt/eligo") in last
    assert "useradd --system --uid 10001" in ran[2]
    words = dict(last)
    assert {"ELIGO_HOST=0.0.0.0", "ELIGO_PORT=8000"} <= set(words["ENV"].split())
    assert (words["EXPOSE"], words["STOPSIGNAL"]) == ("8000", "SIGTERM")


def test_the_versions_of_the_image_are_those_that_are_needed() -> None:
    bases = [stage[0][1].split()[0] for stage in stages()]
    assert all(re.fullmatch(r"(node|python):[\d.]+-[a-z-]+", base) for base in bases), "a base names its version"
    project = (ROOT / "pyproject.toml").read_text()
    oldest = re.search(r'requires-python = ">=([\d.]+)"', project)
    assert oldest is not None
    assert all(oldest[1] in base for base in bases if base.startswith("python"))


def test_the_composition_asks_for_secrets_by_name_only() -> None:
    must = {name for name, is_needed in asked_for().items() if is_needed}
    assert must == {name for name, is_in_force in offered().items() if is_in_force}
    assert set(asked_for()) == set(offered())
    for name in must:
        with pytest.raises(LookupError, match=name):
            composed({other: "filled" for other in must - {name}})
    lines = (DEPLOY / "eligo.env.example").read_text().splitlines()
    assert all(line.partition("=")[2] in PLACEHOLDERS for line in lines if not line.startswith("#"))
    assert "/deploy/.env" in (ROOT / ".gitignore").read_text().splitlines()


def test_our_services_call_commands_and_settings_that_there_are() -> None:
    services = composed(FILLED)["services"]
    assert set(services) == {"postgres", "valkey", *OURS}
    for name in OURS:
        assert services[name]["command"][0] in COMMANDS
        assert {key for key in services[name]["environment"] if key.startswith("ELIGO_")} <= SETTINGS
        assert services[name]["build"] == {"context": ".."}
        assert services[name]["read_only"]
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["security_opt"] == ["no-new-privileges:true"]
    signed_in = {name: re.findall(r"//(\w+):", str(services[name]["environment"])) for name in OURS}
    assert set(signed_in["api"]) == set(signed_in["worker"]) == {roles.APP, roles.RELAY}
    assert "ELIGO_DATABASE_ADMIN_URL" not in {*services["api"]["environment"], *services["worker"]["environment"]}


def test_services_wait_for_what_they_need_and_are_looked_after() -> None:
    whole = composed(FILLED)
    services = whole["services"]
    for name, service in services.items():
        assert "restart" in service, name
        assert "healthcheck" in service or name == "api", name  # the API has the image's
        for other, how in service.get("depends_on", {}).items():
            wanted = how["condition"]
            assert wanted == ("service_completed_successfully" if other == "migrate" else "service_healthy")
        assert set(service["networks"]) <= set(whole["networks"])
        assert "build" in service or re.search(r":\d", service["image"]), "an image names its version"
    assert whole["networks"]["inside"]["internal"]
    assert services["migrate"]["restart"] == "no"
    assert set(services["api"]["depends_on"]) == set(services["worker"]["depends_on"]) == {"migrate", "valkey"}
    assert [one.split(":")[0] for one in services["api"]["ports"]] == ["127.0.0.1"]
    assert not any("ports" in services[name] for name in services if name != "api")
    assert "postgres:/var/lib/postgresql" in services["postgres"]["volumes"]
    scripts = [Path(one.split(":")[0]).name for one in services["postgres"]["volumes"] if one.startswith("./")]
    assert all((DEPLOY / script).is_file() for script in scripts)
