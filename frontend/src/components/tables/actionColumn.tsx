import { t } from "@lingui/core/macro";
import { Button } from "@mantine/core";

import type { Column } from "./columns";

interface RowAction<Row> {
  /** What the button says: "Change", and with an ellipsis where it asks before it acts. */
  label: string;
  /** The same with the row's name, for who hears one button of many. */
  named: (row: Row) => string;
  onAct: (row: Row) => void;
  width?: string;
}

/** The last column of a table whose rows have one thing to do. */
export function actionColumn<Row>({ label, named, onAct, ...rest }: RowAction<Row>): Column<Row> {
  return {
    id: "actions",
    paperless: true,
    header: t`Actions`,
    cell: (row) => (
      <Button
        size="compact-sm"
        variant="default"
        aria-label={named(row)}
        onClick={() => {
          onAct(row);
        }}
      >
        {label}
      </Button>
    ),
    ...rest,
  };
}
