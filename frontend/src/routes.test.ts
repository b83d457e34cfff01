import { expect, test } from "vitest";

import tour from "../e2e/tour.json";
import { createQueryClient } from "./api/queries";
import { createAppRouter } from "./router";

const frames = new Set(["__root__", "/_console"]);

test("every page stands in the tour on which axe and the phone's width are checked, and the tour leads nowhere else", () => {
  const router = createAppRouter(createQueryClient(() => undefined));
  const pages = Object.keys(router.routesById).filter((id) => !frames.has(id));
  expect(new Set(tour.map((stop) => stop.route))).toEqual(new Set(pages));
  expect(new Set(tour.map((stop) => stop.name)).size).toBe(tour.length);
});
