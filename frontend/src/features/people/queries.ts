import { api } from "../../api/client";

export const PERSONS = "/api/v1/persons";
export const DUPLICATES = "/api/v1/duplicates";

export const personQuery = (personId: string) =>
  api.queryOptions("get", "/api/v1/persons/{person_id}", { params: { path: { person_id: personId } } });

/** What a change of a person makes stale: the person, and every list and referral that shows the name. */
export const personChanged = {
  invalidates: [PERSONS, DUPLICATES, "/api/v1/eligible-lists", "/api/v1/referrals", "/api/v1/timeline"],
};
