import { t } from "@lingui/core/macro";
import { IconMapOff } from "@tabler/icons-react";

import { ButtonLink } from "../links";
import { PageHead } from "../PageHead";
import { EmptyState } from "./EmptyState";

export function NotFound() {
  return (
    <>
      <PageHead title={t`Nothing is here`} />
      <EmptyState icon={IconMapOff} action={<ButtonLink to="/">{t`Go to Home`}</ButtonLink>}>
        {t`There is nothing at this address. It may have been mistyped, or it belongs to another agency.`}
      </EmptyState>
    </>
  );
}
