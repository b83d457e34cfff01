import { t } from "@lingui/core/macro";

import type { Duplicate, Person } from "../../api/types";

export type ContactField = "email" | "phone" | "street" | "city" | "region" | "postal_code" | "country";
export const contactFields: ContactField[] = ["email", "phone", "street", "city", "region", "postal_code", "country"];

const fields: Record<string, () => string> = {
  name: () => t`Name`,
  last_name: () => t`Last name`,
  first_name: () => t`First name`,
  middle_name: () => t`Middle name`,
  email: () => t`E-mail`,
  phone: () => t`Telephone`,
  street: () => t`Street and number`,
  city: () => t`City`,
  region: () => t`State or region`,
  postal_code: () => t`Postal code`,
  country: () => t`Country`,
};

export const fieldWord = (field: string) => (fields[field] ?? (() => field))();

const rules: Record<Duplicate["rules"][number], () => string> = {
  same_email: () => t`same e-mail address`,
  same_name_and_phone: () => t`same name and telephone number`,
  same_name_on_list: () => t`same name on one list`,
  close_name_on_list: () => t`names that differ in a letter, on one list`,
};

export const ruleWord = (rule: Duplicate["rules"][number]) => rules[rule]();

/** The address as it stands on an envelope. */
export function addressOf(person: Person): string[] {
  const state = [person.region, person.postal_code].filter(Boolean).join(" ");
  const place = [person.city, state].filter(Boolean).join(", ");
  return [person.street, place, person.country].filter((line): line is string => Boolean(line));
}
