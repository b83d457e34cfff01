import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";

import { page } from "../../test/fixtures/answers";
import { position } from "../../test/fixtures/organization";
import { open } from "../../test/render";
import { refuse, server } from "../../test/server";

test("only positions on no open referral can be certified to, and an error beside keeps the focus where it is", async () => {
  let asked = "";
  server.use(
    http.get("*/api/v1/positions", ({ request }) => {
      asked = new URL(request.url).search;
      return HttpResponse.json(page([position]));
    }),
    http.post("*/api/v1/referrals/preview", () => refuse(409, "position_on_open_referral", "It was taken just now.")),
  );
  const { user } = open("/referrals/new?list=l1");
  const positions = await screen.findByRole("combobox", { name: /Positions/ });
  await user.click(positions);
  await user.click(await screen.findByRole("option", { name: new RegExp(position.number) }));
  expect(await screen.findByText("It was taken just now.")).toBeInTheDocument();
  expect(positions).toHaveFocus();
  expect(new URLSearchParams(asked).get("is_referred")).toBe("false");
});
