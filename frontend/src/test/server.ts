import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";

import { session } from "./fixtures/accounts";
import { page, problem } from "./fixtures/answers";
import { happening, ledgerEvent } from "./fixtures/audit";
import { eligibles, list, outlook } from "./fixtures/eligible_lists";
import { home } from "./fixtures/home";
import { job } from "./fixtures/jobs";
import { agency, department, jobClass, position } from "./fixtures/organization";
import { onReferrals, referral, standings, steps, summary } from "./fixtures/referrals";
import { rule } from "./fixtures/rules";

const at = (path: string) => `*/api/v1${path}`;

/** A server that answers as the fixtures say; a test overrides what it is about. */
export const server = setupServer(
  http.get(at("/session"), () => HttpResponse.json(session)),
  http.get(at("/demo/clock"), () =>
    HttpResponse.json({ now: "2026-11-22T18:42:00Z", offset_seconds: 0, is_enabled: true }),
  ),
  http.get(at("/jobs"), () => HttpResponse.json(page([job]))),
  http.get(at("/jobs/:id"), () => HttpResponse.json(job)),
  http.get(at("/home"), () => HttpResponse.json(home)),
  http.get(at("/agency"), () => HttpResponse.json(agency)),
  http.get(at("/departments"), () => HttpResponse.json(page([department]))),
  http.get(at("/job-classes"), () => HttpResponse.json(page([jobClass]))),
  http.get(at("/positions"), () => HttpResponse.json(page([position]))),
  http.get(at("/certification-rules"), () => HttpResponse.json(page([rule]))),
  http.get(at("/scoring-models"), () => HttpResponse.json(page([]))),
  http.get(at("/reason-codes"), () =>
    HttpResponse.json(page([{ use: "disposition", code: "other", title: "Other", needs_note: true }])),
  ),
  http.get(at("/eligible-lists"), () => HttpResponse.json(page([list]))),
  http.get(at("/eligible-lists/counts"), () => HttpResponse.json({ by_status: { [list.status]: 1 } })),
  http.get(at("/eligible-lists/:id"), () => HttpResponse.json(list)),
  http.get(at("/eligible-lists/:id/eligibles"), () => HttpResponse.json(page(eligibles))),
  http.get(at("/eligible-lists/:id/outlook"), () => HttpResponse.json(outlook)),
  http.get(at("/eligible-lists/:id/notes"), () => HttpResponse.json(page([]))),
  http.get(at("/eligible-lists/:id/score-distribution"), () => HttpResponse.json({ bins: [] })),
  http.get(at("/timeline"), () => HttpResponse.json(page([happening]))),
  http.get(at("/referrals"), () => HttpResponse.json(page([summary]))),
  http.get(at("/referrals/counts"), () => HttpResponse.json({ by_status: { [summary.status]: 1 } })),
  http.get(at("/referrals/:id"), () => HttpResponse.json(referral)),
  http.get(at("/referrals/:id/eligibles"), () => HttpResponse.json(page(standings))),
  http.get(at("/referrals/:id/eligibles/:eligible"), ({ params }) => {
    const standing = standings.find((one) => one.eligible_id === params.eligible);
    return standing ? HttpResponse.json({ ...standing, steps: steps }) : refuse(404, "not_found", "Nobody.");
  }),
  http.get(at("/eligible-lists/:id/standings"), ({ request }) => {
    const asked = new URL(request.url).searchParams.getAll("eligible_id");
    const people = asked.map((id) => ({ eligible_id: id, referrals: onReferrals(id) }));
    return HttpResponse.json({ people });
  }),
  http.get(at("/eligible-lists/:id/eligibles/counts"), () =>
    HttpResponse.json({ by_status: { active: eligibles.length } }),
  ),
  http.get(at("/ledger"), () => HttpResponse.json(page([ledgerEvent]))),
  http.get(at("/ledger/entries"), () => HttpResponse.json(page([happening]))),
  http.get(at("/ledger/verify"), () =>
    HttpResponse.json({ valid: true, events: 1204, head: { seq: 1204, hash: "ab".repeat(32) }, first_fault: null }),
  ),
);

export const refuse = (status: number, code: string, title: string, errors: object[] = []) =>
  HttpResponse.json(problem(status, code, title, errors), {
    status,
    headers: { "Content-Type": "application/problem+json" },
  });
