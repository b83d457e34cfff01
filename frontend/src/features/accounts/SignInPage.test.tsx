import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";

import { session } from "../../test/fixtures/accounts";
import { open } from "../../test/render";
import { refuse, server } from "../../test/server";

test("somebody not signed in is asked to, and comes back to the page they wanted", async () => {
  let isSignedIn = false;
  server.use(
    http.get("*/api/v1/session", () =>
      isSignedIn ? HttpResponse.json(session) : refuse(401, "unauthenticated", "Sign in."),
    ),
    http.post("*/api/v1/session", () => {
      isSignedIn = true;
      return HttpResponse.json(session);
    }),
  );
  const { user, router } = open("/lists?q=1823");
  await user.type(await screen.findByLabelText("E-mail"), "admin@demo.example");
  await user.type(screen.getByLabelText("Password"), "eligo-demo");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  expect(await screen.findByRole("heading", { name: "Lists" })).toBeInTheDocument();
  expect(router.state.location.href).toBe("/lists?q=1823");
});

test("a wrong password is said, and the message takes the focus", async () => {
  server.use(
    http.post("*/api/v1/session", () => refuse(401, "bad_credentials", "The address or the password is wrong.")),
  );
  const { user } = open("/sign-in");
  await user.type(await screen.findByLabelText("E-mail"), "admin@demo.example");
  await user.type(screen.getByLabelText("Password"), "wrong");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("The address or the password is wrong.");
  expect(alert).toHaveTextContent("req-0001");
  expect(alert).toHaveFocus();
});

test("an address of several agencies asks for one", async () => {
  server.use(
    http.post("*/api/v1/session", () => refuse(409, "choose_agency", "This address belongs to several agencies.")),
  );
  const { user } = open("/sign-in");
  await user.type(await screen.findByLabelText("E-mail"), "both@demo.example");
  await user.type(screen.getByLabelText("Password"), "secret");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  expect(await screen.findByLabelText("Agency")).toBeInTheDocument();
});

test("a sign-in never leads to a foreign address", async () => {
  server.use(http.post("*/api/v1/session", () => HttpResponse.json(session)));
  const { user, router } = open("/sign-in?next=//evil.example/x");
  await user.type(await screen.findByLabelText("E-mail"), "admin@demo.example");
  await user.type(screen.getByLabelText("Password"), "eligo-demo");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  expect(await screen.findByRole("heading", { name: "Home" })).toBeInTheDocument();
  expect(router.state.location.pathname).toBe("/");
});
