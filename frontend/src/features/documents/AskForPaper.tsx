import { t } from "@lingui/core/macro";
import { Button, Group, Paper, Text, Title } from "@mantine/core";
import { IconFileTypeCsv, IconFileTypeHtml, IconFileTypePdf } from "@tabler/icons-react";

export type PaperFormat = "pdf" | "html" | "csv";

const formats = [
  { format: "pdf", label: "PDF", icon: IconFileTypePdf },
  { format: "html", label: "HTML", icon: IconFileTypeHtml },
  { format: "csv", label: "CSV", icon: IconFileTypeCsv },
] as const;

interface AskForPaperProps {
  title: string;
  about: string;
  isAsking: boolean;
  onAsk: (format: PaperFormat) => void;
}

/** A paper that can be made, and one button a format. */
export function AskForPaper({ title, about, isAsking, onAsk }: AskForPaperProps) {
  return (
    <Paper p="md">
      <Group justify="space-between" gap="sm">
        <div style={{ flex: "1 1 260px" }}>
          <Title order={2} size="h3">
            {title}
          </Title>
          <Text c="dimmed">{about}</Text>
        </div>
        <Group gap="xs">
          {formats.map(({ format, label, icon: Icon }) => (
            <Button
              key={format}
              variant="default"
              size="xs"
              disabled={isAsking}
              leftSection={<Icon size={16} aria-hidden="true" />}
              aria-label={t`${title} as ${label}`}
              onClick={() => {
                onAsk(format);
              }}
            >
              {label}
            </Button>
          ))}
        </Group>
      </Group>
    </Paper>
  );
}
