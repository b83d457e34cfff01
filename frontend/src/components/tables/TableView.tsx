import { t } from "@lingui/core/macro";
import { Button, Menu } from "@mantine/core";
import { IconColumns, IconLineHeight } from "@tabler/icons-react";

import { usePageKeys } from "../frame/pageKeys";

interface TableViewProps {
  columns: { id: string; header: string }[];
  /** Ids of the columns that are left out, comma between; as it stands in the address. */
  hidden: string | undefined;
  onHide: (hidden: string | undefined) => void;
  isDense: boolean;
  onDense: (isDense: boolean) => void;
}

export const hiddenOf = (hidden: string | undefined) => new Set((hidden ?? "").split(",").filter(Boolean));

/** Which columns a table shows, and how close its rows stand. */
export function TableView({ columns, hidden, onHide, isDense, onDense }: TableViewProps) {
  const left = hiddenOf(hidden);
  const density = isDense ? t`Roomy rows` : t`Dense rows`;
  const turn = () => {
    onDense(!isDense);
  };
  usePageKeys([{ key: "d", label: density, run: turn }]);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="subtle"
            visibleFrom="sm"
            leftSection={<IconColumns size={16} aria-hidden="true" />}
          >{t`Columns`}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {columns.map(({ id, header }) => (
            <Menu.CheckboxItem
              key={id}
              checked={!left.has(id)}
              onChange={(isShown) => {
                const next = new Set(left);
                if (isShown) next.delete(id);
                else next.add(id);
                onHide([...next].join(",") || undefined);
              }}
            >
              {header}
            </Menu.CheckboxItem>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button
        size="compact-sm"
        variant="subtle"
        visibleFrom="sm"
        aria-pressed={isDense}
        leftSection={<IconLineHeight size={16} aria-hidden="true" />}
        onClick={turn}
      >
        {density}
      </Button>
    </>
  );
}
