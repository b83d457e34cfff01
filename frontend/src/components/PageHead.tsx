import { Breadcrumbs, Group, Stack, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";

interface PageHeadProps {
  title: string;
  /** Real links to the pages above. */
  trail?: ReactNode;
  badge?: ReactNode;
  facts?: ReactNode;
  actions?: ReactNode;
}

/** What the page is, where it stands, what can be done here. */
export function PageHead({ title, trail, badge, facts, actions }: PageHeadProps) {
  useDocumentTitle(`${title} · Eligo`);
  return (
    <Stack gap={6} mb="md">
      {trail && (
        <nav aria-label="Breadcrumb">
          <Breadcrumbs separatorMargin={6}>{trail}</Breadcrumbs>
        </nav>
      )}
      <Group justify="space-between" gap="sm">
        <Group gap="sm">
          <Title order={1} style={{ overflowWrap: "anywhere" }}>
            {title}
          </Title>
          {badge}
        </Group>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {facts}
    </Stack>
  );
}
