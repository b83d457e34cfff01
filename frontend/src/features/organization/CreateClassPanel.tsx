import { t } from "@lingui/core/macro";
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";

import { api } from "../../api/client";
import { CodeTitlePanel } from "./CodeTitlePanel";

/** Makes a job class on the way, where one is needed and missing. */
export function CreateClassPanel({
  onCreated,
  isMain = false,
}: {
  onCreated?: (id: string) => void;
  isMain?: boolean;
}) {
  const [isOpen, panel] = useDisclosure(false);
  const create = api.useMutation("post", "/api/v1/job-classes", {
    meta: { invalidates: ["/api/v1/job-classes"] },
    onSuccess: (made) => {
      onCreated?.(made.id);
      panel.close();
    },
  });
  return (
    <>
      <Button
        variant={isMain ? "filled" : "default"}
        leftSection={<IconPlus size={16} aria-hidden="true" />}
        onClick={panel.open}
      >
        {t`New class`}
      </Button>
      <CodeTitlePanel
        title={t`New job class`}
        action={t`Create class`}
        opened={isOpen}
        onClose={panel.close}
        error={create.error}
        isPending={create.isPending}
        onSubmit={(body) => {
          create.mutate({ body });
        }}
      />
    </>
  );
}
