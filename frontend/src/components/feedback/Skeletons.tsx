import { t } from "@lingui/core/macro";
import { VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";

import styles from "./feedback.module.css";

const names = ["34%", "62%", "48%", "56%", "41%", "66%", "38%", "52%"];

/** Invisible for the first 150 ms, so that fast answers never flash. */
function Shape({ children }: { children: ReactNode }) {
  return (
    <div className={styles.skeleton} role="status">
      <VisuallyHidden>{t`Loading`}</VisuallyHidden>
      <div className={styles.shape} aria-hidden="true">
        {children}
      </div>
    </div>
  );
}

/** A page with a heading, a row of filters and a table. */
export function PageSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <Shape>
      <Bone width={220} height={26} />
      <Row widths={[260, 180]} height={34} />
      <TableBones rows={rows} />
    </Shape>
  );
}

/** The page of one thing: where it stands, its name, its facts, its tabs, a table. */
export function RecordSkeleton() {
  return (
    <Shape>
      <Bone width={160} height={12} />
      <Bone width={320} height={26} />
      <Row widths={[110, 140, 90, 120]} height={30} />
      <Row widths={[84, 76, 70, 92, 80]} height={18} />
      <TableBones rows={8} />
    </Shape>
  );
}

/** A page with one form. */
export function FormSkeleton() {
  return (
    <Shape>
      <Bone width={240} height={26} />
      <div className={styles.form}>
        {names.slice(0, 5).map((width) => (
          <div key={width} className={styles.field}>
            <Bone width={120} height={12} />
            <Bone width="100%" height={34} />
          </div>
        ))}
      </div>
    </Shape>
  );
}

/** Three columns of lines. */
export function ColumnsSkeleton() {
  return (
    <Shape>
      <div className={styles.columns}>
        {["needs", "moving", "coming"].map((column) => (
          <div key={column} className={styles.bones}>
            <Bone width={140} height={18} />
            {names.slice(0, 5).map((width) => (
              <Bone key={width} width={width} />
            ))}
          </div>
        ))}
      </div>
    </Shape>
  );
}

export function TableSkeleton({ rows = 6 }: { rows?: number }) {
  return (
    <Shape>
      <TableBones rows={rows} />
    </Shape>
  );
}

/** A piece of background work: its name and how far it is. */
export function JobSkeleton() {
  return (
    <Shape>
      <div className={styles.bones}>
        <Bone width={180} height={16} />
        <Bone width="100%" height={8} />
      </div>
    </Shape>
  );
}

/** A head and rows of cells. */
function TableBones({ rows }: { rows: number }) {
  return (
    <div className={styles.table}>
      {Array.from({ length: rows + 1 }, (_, row) => (
        <div key={row} className={styles.cells}>
          <Bone width={28} />
          <Bone width={names[row % names.length] ?? "50%"} />
          <Bone width="70%" />
          <Bone width="60%" />
          <Bone width="45%" />
        </div>
      ))}
    </div>
  );
}

function Row({ widths, height }: { widths: number[]; height: number }) {
  return (
    <div className={styles.row}>
      {widths.map((width) => (
        <Bone key={width} width={width} height={height} />
      ))}
    </div>
  );
}

function Bone({ width, height }: { width: number | string; height?: number }) {
  return <div className={styles.bone} style={{ width, ...(height && { height }) }} />;
}
