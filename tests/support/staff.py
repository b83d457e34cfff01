"""Colleagues of the administrator, and what an agency needs before a list can be made."""

from typing import Any
from uuid import uuid4

from tests.conftest import Clerks
from tests.support.clerk import PASSWORD, Clerk


async def colleague(clerks: Clerks, administrator: Clerk, *roles: str, departments: tuple[str, ...] = ()) -> Clerk:
    """Somebody with these roles, signed in."""
    email = f"{uuid4().hex[:8]}@demo.example"
    body = {"email": email, "name": "A Colleague", "roles": roles, "departments": departments, "password": PASSWORD}
    await administrator.make("/users", body)
    return await clerks.sign_in(email)


async def department(clerk: Clerk, code: str = "DPH") -> Any:
    """A department."""
    return await clerk.make("/departments", {"code": code, "title": f"Department {code}"})


async def job_class(clerk: Clerk, code: str = "1823") -> Any:
    """A job class."""
    return await clerk.make("/job-classes", {"code": code, "title": f"Class {code}"})


async def position(clerk: Clerk, number: str, job_class_id: str, department_id: str) -> Any:
    """A vacant position."""
    body = {"number": number, "title": "Analyst", "job_class_id": job_class_id, "department_id": department_id}
    return await clerk.make("/positions", body)
