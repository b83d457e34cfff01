import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";

import type { ImportPreview } from "../../../api/types";
import { page } from "../../../test/fixtures/answers";
import { list } from "../../../test/fixtures/eligible_lists";
import { preview } from "../../../test/fixtures/imports";
import { job } from "../../../test/fixtures/jobs";
import { scoringModel } from "../../../test/fixtures/rules";
import { open } from "../../../test/render";
import { refuse, server } from "../../../test/server";

const file = new File(["candidate_id,last_name\n1,A\n"], "results.csv", { type: "text/csv" });
const nothing = { new: 0, changed: 0, unchanged: 0 };
const looked: ImportPreview = {
  ...preview,
  status: "uploaded",
  rows_read: 0,
  rows_valid: 0,
  rows_rejected: 0,
  diff: nothing,
};
let stored: ImportPreview;
// The first screen of a test brings every module with it.
const first = { timeout: 20_000 };

beforeEach(() => {
  stored = looked;
  server.use(
    http.get("*/api/v1/scoring-models", () => HttpResponse.json(page([scoringModel]))),
    http.get("*/api/v1/eligible-lists/l1", () => HttpResponse.json({ ...list, status: "draft" })),
    http.get("*/api/v1/eligible-lists/l1/imports", () => HttpResponse.json(page([]))),
    http.get("*/api/v1/imports/i1", () => HttpResponse.json(stored)),
    http.get("*/api/v1/imports/i1/diff", () =>
      HttpResponse.json(
        page([
          {
            row: 7,
            line: 8,
            kind: "changed",
            external_id: "0000007",
            name: "Perez, Rosa",
            changes: [{ field: "components.written", before: "71", after: "99.5" }],
          },
        ]),
      ),
    ),
  );
});

test(
  "an import goes from file to result, each step with an address that can be gone back from",
  { timeout: 60_000 },
  async () => {
    const sent: Record<string, unknown> = {};
    server.use(
      http.post("*/api/v1/eligible-lists/l1/imports", () => HttpResponse.json(looked, { status: 201 })),
      http.post("*/api/v1/imports/i1/preview", async ({ request }) => {
        Object.assign(sent, await request.json());
        sent.match = request.headers.get("If-Match");
        stored = { ...preview, version: 2 };
        return HttpResponse.json(stored);
      }),
      http.post("*/api/v1/imports/i1/commit", () => {
        stored = { ...preview, version: 3, status: "committed", job_id: "j1" };
        return HttpResponse.json({ ...job, status: "queued" }, { status: 202 });
      }),
    );
    const { user, router } = open("/lists/l1/import");
    await user.upload(await screen.findByLabelText("Choose a file", { selector: "input" }, first), file);

    expect(await screen.findByRole("table", { name: "First rows of the file" })).toHaveTextContent("Bailey");
    expect(router.state.location.search).toEqual({ import: "i1", step: "found" });
    await user.click(screen.getByRole("button", { name: "Choose columns" }));
    expect(await screen.findByRole("combobox", { name: "What column written_raw becomes" })).toHaveValue("Written");
    expect(screen.getByText(/guessed from the heads/)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Preview" }));

    const rejected = within(await screen.findByRole("table", { name: "Rejected rows" })).getAllByRole("row");
    expect(sent).toMatchObject({
      match: '"1"',
      mapping: { external_id: "candidate_id", components: { written: "written_raw" } },
    });
    expect(rejected[1]).toHaveTextContent("“eighty” is not a decimal number.");
    expect(rejected[2]).toHaveTextContent("duplicate_row");
    expect(screen.getByRole("link", { name: "All rejected rows as CSV" })).toHaveAttribute(
      "href",
      "/api/v1/imports/i1/rejected.csv",
    );
    expect(await screen.findByRole("table", { name: "Rows and what they would change" })).toHaveTextContent(
      "Written 71 99.5",
    );
    expect(screen.getByRole("table", { name: "How the columns were read" })).toHaveTextContent("70 to 98.5");

    router.history.back();
    expect(await screen.findByRole("combobox", { name: "What column written_raw becomes" })).toBeInTheDocument();
    router.history.forward();
    await user.click(await screen.findByRole("button", { name: "Import 10 rows" }));
    expect(await screen.findByText(/10 results stand on the list's record/)).toBeInTheDocument();
  },
);

test("what a column becomes is needed once, and said when it is missing", async () => {
  stored = { ...looked, mapping_source: "remembered", mapping: { ...looked.mapping, first_name: null } };
  const { user } = open("/lists/l1/import?import=i1&step=columns");
  expect(await screen.findByText(/remembered from the last file with these heads/, {}, first)).toBeInTheDocument();
  expect(screen.getByText(/No column yet for: First name/)).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Preview" })).toBeDisabled();
  await user.click(screen.getByRole("combobox", { name: "What column veteran becomes" }));
  await user.click(await screen.findByRole("option", { name: "First name" }));
  expect(screen.getByRole("button", { name: "Preview" })).toBeEnabled();
});

test("a file that is refused leaves what was pasted", async () => {
  server.use(
    http.post("*/api/v1/eligible-lists/l1/imports", () =>
      refuse(422, "not_a_table", "The first line is no header.", [
        { field: "file", code: "not_a_table", message: "The first line is no header." },
      ]),
    ),
  );
  const { user } = open("/lists/l1/import");
  await user.click(await screen.findByRole("button", { name: "Paste rows" }, first));
  await user.type(screen.getByRole("textbox", { name: "Rows with their heads" }), "just words");
  await user.click(screen.getByRole("button", { name: "Read these rows" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("The first line is no header.");
  expect(screen.getByRole("textbox", { name: "Rows with their heads" })).toHaveValue("just words");
});

test("a preview that is out of date says so and is made anew", async () => {
  stored = { ...preview, status: "stale" };
  server.use(
    http.post("*/api/v1/imports/i1/preview", () => {
      stored = { ...preview, version: 2 };
      return HttpResponse.json(stored);
    }),
  );
  const { user } = open("/lists/l1/import?import=i1");
  expect(await screen.findByRole("button", { name: "Import 10 rows" }, first)).toBeDisabled();
  await user.click(screen.getByRole("button", { name: "Preview again" }));
  expect(await screen.findByRole("button", { name: "Import 10 rows" })).toBeEnabled();
});

test("an undo says what goes, and why it is refused", async () => {
  stored = { ...preview, status: "committed", job_id: "j1" };
  server.use(
    http.post("*/api/v1/imports/i1/undo", () => refuse(409, "import_scored", "The results were scored since.")),
  );
  const { user } = open("/lists/l1/import?import=i1");
  await user.click(await screen.findByRole("button", { name: "Undo this import" }, first));
  const panel = await screen.findByRole("dialog", { name: "Undo this import" });
  expect(panel).toHaveTextContent("10 results leave the list");
  await user.click(within(panel).getByRole("button", { name: "Undo import" }));
  expect(await within(panel).findByRole("alert")).toHaveTextContent("The results were scored since.");
});

test("an import of a posted list tells what it did, and offers no undoing", async () => {
  stored = { ...preview, status: "committed", job_id: "j1" };
  server.use(http.get("*/api/v1/eligible-lists/l1", () => HttpResponse.json({ ...list, status: "adopted" })));
  open("/lists/l1/import?import=i1");
  expect(await screen.findByText(/of this file stand/, undefined, first)).toHaveTextContent(/ new, .* changed, /);
  expect(screen.queryByText(/Score (it|them) next/)).not.toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Undo this import" })).not.toBeInTheDocument();
});
