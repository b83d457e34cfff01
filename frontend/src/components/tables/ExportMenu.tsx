import { t } from "@lingui/core/macro";
import { Button, Menu } from "@mantine/core";
import { IconBraces, IconChevronDown, IconDownload, IconFileSpreadsheet, IconFileTypeCsv } from "@tabler/icons-react";

import { exportOf, formats, type Format, type Whole } from "./exports";

const icons = { csv: IconFileTypeCsv, xlsx: IconFileSpreadsheet, json: IconBraces } as const;

interface ExportMenuProps {
  /** What the table shows, for whoever hears the button. */
  caption: string;
  whole: Whole;
  keys: string[];
}

/** Every row as a file: the columns and the order that the table shows, under its filters. */
export function ExportMenu({ caption, whole, keys }: ExportMenuProps) {
  const words: Record<Format, string> = { csv: t`CSV`, xlsx: t`Excel (XLSX)`, json: t`JSON` };
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          className="no-print"
          aria-label={t`Export all rows: ${caption}`}
          title={t`Every row, with the columns shown`}
          leftSection={<IconDownload size={16} aria-hidden="true" />}
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
        >
          {t`Export`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map((format) => {
          const Icon = icons[format];
          return (
            <Menu.Item
              key={format}
              component="a"
              href={exportOf(whole, format, keys)}
              download
              leftSection={<Icon size={16} aria-hidden="true" />}
            >
              {words[format]}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
