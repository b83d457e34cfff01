import { t } from "@lingui/core/macro";
import { SegmentedControl, Group, Text } from "@mantine/core";
import { useState } from "react";

import { DataTable } from "./tables/DataTable";
import styles from "./Histogram.module.css";

export interface Bin {
  from: string;
  to: string;
  count: number;
}

/** Labels of marks stand in so many rows before they start over. */
const LABEL_ROWS = 5;

/** Counts per range of scores, as bars or as the table that says the same. */
export function Histogram({
  title,
  bins,
  marks = [],
}: {
  title: string;
  bins: Bin[];
  marks?: { at: number; label: string }[];
}) {
  const [view, setView] = useState("chart");
  return (
    <div>
      <Group justify="space-between" mb="xs">
        <Text fw={560}>{title}</Text>
        <SegmentedControl
          aria-label={t`Show as`}
          value={view}
          onChange={setView}
          data={[
            { value: "chart", label: t`Chart` },
            { value: "table", label: t`Table` },
          ]}
        />
      </Group>
      {view === "chart" ? <Chart title={title} bins={bins} marks={marks} /> : <Twin title={title} bins={bins} />}
    </div>
  );
}

function Chart({ title, bins, marks }: { title: string; bins: Bin[]; marks: { at: number; label: string }[] }) {
  const top = Math.max(1, ...bins.map((bin) => bin.count));
  const first = bins[0];
  const last = bins.at(-1);
  const total = bins.reduce((sum, bin) => sum + bin.count, 0);
  return (
    <figure className={styles.figure}>
      <div
        className={styles.plot}
        role="img"
        aria-label={t`${title}: ${total} people between ${first?.from ?? ""} and ${last?.to ?? ""}; the table shows every range.`}
      >
        {bins.map((bin) => (
          <div
            key={bin.from}
            className={styles.slot}
            title={`${bin.from}–${bin.to}: ${bin.count.toLocaleString("en")}`}
          >
            <span className={styles.count}>{bin.count ? bin.count.toLocaleString("en") : ""}</span>
            <div className={styles.bar} style={{ height: `${(bin.count / top) * 100}%` }} />
          </div>
        ))}
        {marks.map((mark, place) => (
          <div key={mark.label} className={styles.mark} style={{ left: `${mark.at * 100}%` }}>
            {/* Towards the middle, so that it stays in the picture; neighbours one below the other. */}
            <span data-side={mark.at > 0.5 ? "left" : "right"} style={{ top: `${(place % LABEL_ROWS) * 14}px` }}>
              {mark.label}
            </span>
          </div>
        ))}
      </div>
      <figcaption className={styles.axis} aria-hidden="true">
        <span>{first?.from}</span>
        <span>{bins[Math.floor(bins.length / 2)]?.from}</span>
        <span>{last?.to}</span>
      </figcaption>
    </figure>
  );
}

function Twin({ title, bins }: { title: string; bins: Bin[] }) {
  return (
    <DataTable
      caption={title}
      rows={bins}
      rowKey={(bin) => bin.from}
      csvName="score-distribution"
      columns={[
        { id: "from", header: t`From`, cell: (bin) => bin.from, text: (bin) => bin.from, rowHeader: true },
        { id: "to", header: t`To`, cell: (bin) => bin.to, text: (bin) => bin.to },
        {
          id: "count",
          header: t`People`,
          align: "right",
          cell: (bin) => bin.count.toLocaleString("en"),
          text: (bin) => String(bin.count),
        },
      ]}
    />
  );
}
