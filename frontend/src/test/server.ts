import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";

import * as answers from "./fixtures";

const at = (path: string) => `*/api/v1${path}`;

/** A server that answers as the fixtures say; a test overrides what it is about. */
export const server = setupServer(
  http.get(at("/session"), () => HttpResponse.json(answers.session)),
  http.get(at("/demo/clock"), () =>
    HttpResponse.json({ now: "2026-11-22T18:42:00Z", offset_seconds: 0, is_enabled: true }),
  ),
  http.get(at("/jobs"), () => HttpResponse.json(answers.page([answers.job]))),
  http.get(at("/jobs/:id"), () => HttpResponse.json(answers.job)),
  http.get(at("/home"), () => HttpResponse.json(answers.home)),
  http.get(at("/agency"), () => HttpResponse.json(answers.agency)),
  http.get(at("/departments"), () => HttpResponse.json(answers.page([answers.department]))),
  http.get(at("/job-classes"), () => HttpResponse.json(answers.page([answers.jobClass]))),
  http.get(at("/positions"), () => HttpResponse.json(answers.page([answers.position]))),
  http.get(at("/certification-rules"), () => HttpResponse.json(answers.page([answers.rule]))),
  http.get(at("/scoring-models"), () => HttpResponse.json(answers.page([]))),
  http.get(at("/reason-codes"), () =>
    HttpResponse.json(answers.page([{ use: "disposition", code: "other", title: "Other", needs_note: true }])),
  ),
  http.get(at("/eligible-lists"), () => HttpResponse.json(answers.page([answers.list]))),
  http.get(at("/eligible-lists/:id"), () => HttpResponse.json(answers.list)),
  http.get(at("/eligible-lists/:id/eligibles"), () => HttpResponse.json(answers.page(answers.eligibles))),
  http.get(at("/eligible-lists/:id/outlook"), () => HttpResponse.json(answers.outlook)),
  http.get(at("/eligible-lists/:id/notes"), () => HttpResponse.json(answers.page([]))),
  http.get(at("/eligible-lists/:id/score-distribution"), () => HttpResponse.json({ bins: [] })),
  http.get(at("/timeline"), () => HttpResponse.json(answers.page([answers.happening]))),
  http.get(at("/referrals"), () => HttpResponse.json(answers.page([answers.summary]))),
  http.get(at("/referrals/:id"), () => HttpResponse.json(answers.referral)),
  http.get(at("/referrals/:id/eligibles"), () => HttpResponse.json(answers.page(answers.standings))),
  http.get(at("/referrals/:id/eligibles/:eligible"), ({ params }) => {
    const standing = answers.standings.find((one) => one.eligible_id === params.eligible);
    return standing ? HttpResponse.json({ ...standing, steps: answers.steps }) : refuse(404, "not_found", "Nobody.");
  }),
  http.get(at("/eligible-lists/:id/standings"), ({ request }) => {
    const asked = new URL(request.url).searchParams.getAll("eligible_id");
    const people = asked.map((id) => ({ eligible_id: id, referrals: answers.onReferrals(id) }));
    return HttpResponse.json({ people });
  }),
  http.get(at("/eligible-lists/:id/eligibles/counts"), () =>
    HttpResponse.json({ by_status: { active: answers.eligibles.length } }),
  ),
  http.get(at("/ledger"), () => HttpResponse.json(answers.page([answers.ledgerEvent]))),
  http.get(at("/ledger/entries"), () => HttpResponse.json(answers.page([answers.happening]))),
  http.get(at("/ledger/verify"), () =>
    HttpResponse.json({ valid: true, events: 1204, head: { seq: 1204, hash: "ab".repeat(32) }, first_fault: null }),
  ),
);

export const refuse = (status: number, code: string, title: string, errors: object[] = []) =>
  HttpResponse.json(answers.problem(status, code, title, errors), {
    status,
    headers: { "Content-Type": "application/problem+json" },
  });
