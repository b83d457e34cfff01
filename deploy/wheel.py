"""What a wheel carries beside the package, so that it runs without a checkout: the built front end, the migrations."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CarriedFiles(BuildHookInterface):  # type: ignore[type-arg]
    """Adds them to a wheel; an editable installation reads them from the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files and where they stand in the package.

        Raises:
            FileNotFoundError: when the front end has not been built.
        """
        if version != "standard":
            return
        root = Path(self.root)
        built = root / "frontend" / "dist"
        if not (built / "index.html").is_file():
            raise FileNotFoundError(f"{built} holds no front end: `./run wheel` builds it and then the wheel.")
        files = [path for path in sorted(built.rglob("*")) if path.is_file() and not path.name.startswith(".")]
        carried = {path: f"api/static/{path.relative_to(built)}" for path in files}
        carried[root / "alembic.ini"] = "api/alembic.ini"
        for path in [root / "migrations" / "env.py", *sorted((root / "migrations" / "versions").glob("*.py"))]:
            carried[path] = f"api/{path.relative_to(root)}"
        build_data["force_include"].update({str(path): place for path, place in carried.items()})
