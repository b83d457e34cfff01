import { t } from "@lingui/core/macro";
import { Checkbox, MultiSelect, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { userRoles, type UserRole } from "../../api/types";
import { roleWord } from "../../i18n/words";
import { allDepartments, optionsOf } from "../organization/queries";

export interface Duties {
  roles: UserRole[];
  departments: string[];
}

const about: Record<UserRole, () => string> = {
  administrator: () => t`Everything: people, settings, rules, keys.`,
  exam_analyst: () => t`Lists, imports, scoring, posting, adoption.`,
  certification_analyst: () => t`Referrals, dispositions, positions.`,
  hiring_manager: () => t`Referrals of the own departments; selections.`,
  auditor: () => t`Reads everything, changes nothing.`,
  sync_operator: () => t`Connections to other systems and their runs.`,
};

interface RolesFieldProps {
  value: Duties;
  onChange: (duties: Duties) => void;
  errors: Record<string, string>;
}

/** What somebody does here, and for which departments a hiring manager does it. */
export function RolesField({ value, onChange, errors }: RolesFieldProps) {
  const departments = useQuery(allDepartments);
  return (
    <>
      <Checkbox.Group
        label={t`Roles`}
        required
        value={value.roles}
        onChange={(roles) => {
          onChange({ ...value, roles: userRoles.filter((role) => roles.includes(role)) });
        }}
        error={errors.roles}
      >
        <Stack gap="xs" mt="xs">
          {userRoles.map((role) => (
            <Checkbox key={role} value={role} label={roleWord(role)} description={about[role]()} />
          ))}
        </Stack>
      </Checkbox.Group>
      {value.roles.includes("hiring_manager") && (
        <MultiSelect
          label={t`Departments`}
          description={t`A hiring manager sees only the referrals of these.`}
          data={optionsOf(departments.data?.items)}
          searchable
          required
          value={value.departments}
          onChange={(chosen) => {
            onChange({ ...value, departments: chosen });
          }}
          error={errors.departments}
          clearButtonProps={{ "aria-label": t`No department` }}
        />
      )}
    </>
  );
}

/** What is missing before the server is asked. */
export function dutiesMissing({ roles, departments }: Duties): Record<string, string> {
  return {
    ...(roles.length === 0 && { roles: t`Choose at least one role.` }),
    ...(roles.includes("hiring_manager") &&
      departments.length === 0 && { departments: t`A hiring manager needs at least one department.` }),
  };
}
