"""A list made from raw scores of one component, which are the scores: what tests of corrections start from."""

from dataclasses import dataclass
from typing import Any

from tests.support.lists import Desk
from tests.support.staff import job_class

HEAD = "candidate_id,last_name,first_name,email,written_raw,status"
MAPPING = {
    "external_id": "candidate_id",
    "last_name": "last_name",
    "first_name": "first_name",
    "email": "email",
    "status": "status",
    "components": {"written": "written_raw"},
}
MODEL = {
    "components": [{"name": "written", "weight": "1", "max": "100"}],
    "scale": {"pass": "70", "max": "100", "pass_fraction": "0.7"},
    "credits": [{"kind": "veteran", "values": {"veteran": "5"}}],
    "decimals": 0,
}


@dataclass
class Exam:
    """A list under the Rule of Three, and the clerk who keeps it."""

    desk: Desk
    class_id: str
    list_id: str

    @classmethod
    async def made(cls, desk: Desk, raw: dict[str, int], code: str = "L1", **terms: Any) -> "Exam":
        """A scored list of people by name; below 70 fails."""
        class_id = terms.pop("job_class_id", None) or (await job_class(desk.clerk, f"C-{code}"))["id"]
        model = terms.pop("scoring_model_id", None) or (await desk.scoring_model(f"M-{code}", **MODEL))["id"]
        listed = await desk.list(code, job_class_id=class_id, scoring_model_id=model, **terms)
        lines = [f"{name},{name},{name},{name.lower()}@example.org,{score},completed" for name, score in raw.items()]
        await desk.imported(listed["id"], "\r\n".join((HEAD, *lines, "")).encode(), mapping=MAPPING)
        await desk.scored(listed["id"])
        return cls(desk, class_id, listed["id"])

    @property
    def path(self) -> str:
        """The address of the list."""
        return f"/eligible-lists/{self.list_id}"

    async def adopted(self) -> "Exam":
        """Post the list, let the inspection pass, adopt it."""
        assert (await self.desk.act(self.path, "post")).status_code == 200
        await self.desk.clerk.make("/demo/clock", {"advance_seconds": 14 * 86_400})
        assert (await self.desk.act(self.path, "adopt")).status_code == 200
        return self

    async def referral(self, *numbers: str, **more: Any) -> Any:
        """Certify the list to new positions of its class."""
        departments = await self.desk.clerk.all("/departments")
        if not departments:
            departments = [await self.desk.clerk.make("/departments", {"code": "D1", "title": "Works"})]
        positions = []
        for number in numbers:
            body = {
                "number": number,
                "title": "Analyst",
                "job_class_id": self.class_id,
                "department_id": departments[0]["id"],
                "employment": "permanent",
            }
            positions.append((await self.desk.clerk.make("/positions", body))["id"])
        body = {"eligible_list_id": self.list_id, "position_ids": positions, **more}
        return await self.desk.clerk.make("/referrals", body)

    async def shown(self, referral: Any) -> dict[str, str]:
        """Candidate -> what is shown on a referral."""
        items = await self.desk.clerk.all(f"/referrals/{referral['id']}/eligibles")
        return {one["external_id"]: one["shown_as"] for one in items}

    async def roster(self) -> dict[str, tuple[int, str, str]]:
        """Candidate -> rank, score and status."""
        items = await self.desk.clerk.all(f"{self.path}/eligibles")
        return {one["external_id"]: (one["rank"], one["score"], one["status"]) for one in items}

    async def result(self, name: str) -> Any:
        """The result of a candidate."""
        (found,) = await self.desk.clerk.all(f"{self.path}/results", q=name)
        return found

    async def correct(self, name: str, score: int, reason: str = "Protest 17 decided") -> Any:
        """Correct somebody's raw score."""
        found = await self.result(name)
        body = {"components": {"written": str(score)}, "reason": reason}
        answer = await self.desk.clerk.patch(f"/results/{found['id']}", body, version=found["version"])
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def applied(self, scoring: Any, reason: str | None = "Protest 17 decided") -> Any:
        """Apply a previewed scoring."""
        body = {"reason": reason} if reason else {}
        job = await self.desk.clerk.make(f"/scorings/{scoring['id']}/apply", body, version=scoring["version"])
        await self.desk.worker.done(self.desk.clerk, job)
        return await self.desk.clerk.read(f"/scorings/{scoring['id']}")

    async def rescored(self, **corrections: int) -> Any:
        """Correct people's raw scores, score again and apply that."""
        for name, score in corrections.items():
            await self.correct(name, score)
        return await self.applied(await self.desk.scoring(self.list_id))
