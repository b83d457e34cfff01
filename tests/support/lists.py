"""Lists as an analyst makes them: rule, model, list, import, scoring."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.support.clerk import Clerk
from tests.support.staff import job_class
from tests.support.worker import InProcessWorker

DATA = Path(__file__).parent.parent / "data"
SF_FILE = DATA / "sf_exam_results.csv"
EXPECTED: dict[str, Any] = json.loads((DATA / "expected_public.json").read_text())["files"]["sf_exam_results.csv"]
SF_MAPPING: dict[str, Any] = {
    "external_id": "candidate_id",
    "last_name": "last_name",
    "first_name": "first_name",
    "email": "email",
    "status": "status",
    "components": {"written": "written_raw", "oral": "oral_raw", "training": "training_raw"},
    "credits": {"veteran": "veteran", "promotive": "promotive_points"},
}
HEAD = "candidate_id,last_name,first_name,email,written_raw,oral_raw,training_raw,veteran,promotive_points,status"


@dataclass
class Desk:
    """An analyst with a worker."""

    clerk: Clerk
    worker: InProcessWorker

    async def scoring_model(self, code: str = "M1", **changes: Any) -> Any:
        """San Francisco's model with three hurdles."""
        body = {
            "code": code,
            "title": "Written, oral, training",
            "decimals": 5,
            "rounding": "half_up",
            "components": EXPECTED["scoring_model"]["components"],
            "scale": {"pass": "700", "max": "1000", "pass_fraction": "0.7"},
            "credits": [
                {"kind": "veteran", "values": {"veteran": "35", "disabled": "70"}, "not_with": ["promotive"]},
                {"kind": "promotive", "as_given": True},
            ],
        }
        return await self.clerk.make("/scoring-models", {**body, **changes})

    async def list_body(self, code: str = "L1", **changes: Any) -> dict[str, Any]:
        """The body of a new list under the Rule of Three, with class and model of its own."""
        rules = await self.clerk.all("/certification-rules")
        rule = next(one for one in rules if one["code"] == "R3" and one["status"] == "active")
        made: dict[str, Any] = {
            "code": code,
            "list_type": "discrete",
            "certification_rule_id": rule["id"],
            "duration_months": 12,
        }
        if "job_class_id" not in changes:
            made["job_class_id"] = (await job_class(self.clerk, f"C-{code}"))["id"]
        if "scoring_model_id" not in changes:
            made["scoring_model_id"] = (await self.scoring_model(f"M-{code}"))["id"]
        return {**made, **changes}

    async def list(self, code: str = "L1", **changes: Any) -> Any:
        """A new list, in draft."""
        return await self.clerk.make("/eligible-lists", await self.list_body(code, **changes))

    async def upload(
        self,
        list_id: str,
        content: bytes,
        *,
        mapping: Any = SF_MAPPING,
        name: str = "results.csv",
        fmt: str = "results",
    ) -> httpx.Response:
        """Upload a file for preview."""
        fields = {"format": fmt}
        if mapping is not None:
            fields["mapping"] = mapping if isinstance(mapping, str) else json.dumps(mapping)
        files = {"file": (name, content, "text/csv")}
        return await self.clerk.call("POST", f"/eligible-lists/{list_id}/imports", data=fields, files=files)

    async def previewed(self, list_id: str, content: bytes, **kw: Any) -> Any:
        """The preview of a file that can be read."""
        answer = await self.upload(list_id, content, **kw)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def imported(self, list_id: str, content: bytes, **kw: Any) -> Any:
        """Preview and commit; returns the job's result."""
        made = await self.previewed(list_id, content, **kw)
        return await self.worker.done(self.clerk, await self.clerk.make(f"/imports/{made['id']}/commit"))

    async def scoring(self, list_id: str) -> Any:
        """A computed scoring of the list."""
        job = await self.clerk.make(f"/eligible-lists/{list_id}/scorings")
        result = await self.worker.done(self.clerk, job)
        return await self.clerk.read(f"/scorings/{result['scoring_id']}")

    async def scored(self, list_id: str) -> Any:
        """Score the list and apply the scoring; returns the list."""
        made = await self.scoring(list_id)
        job = await self.clerk.make(f"/scorings/{made['id']}/apply", version=made["version"])
        await self.worker.done(self.clerk, job)
        return await self.clerk.read(f"/eligible-lists/{list_id}")

    async def act(self, path: str, action: str, body: Any = None) -> httpx.Response:
        """A life-cycle action with the present version."""
        version = (await self.clerk.read(path))["version"]
        return await self.clerk.post(f"{path}/{action}", body, version=version)


def rows(*lines: str) -> bytes:
    """A results file with these lines."""
    return "\r\n".join((HEAD, *lines, "")).encode()


def people(count: int, *, start: int = 1) -> bytes:
    """A results file of passers, each with a score of their own as long as there are not too many."""
    return rows(
        *(
            f"{n:07},Person{n:04},Pat,p{n}@example.org,{70 + n % 31},{35 + n % 15},{14 + n % 7},none,,completed"
            for n in range(start, start + count)
        )
    )
