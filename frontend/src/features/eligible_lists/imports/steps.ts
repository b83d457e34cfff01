export const steps = ["file", "found", "columns", "preview", "import"] as const;
export type Step = (typeof steps)[number];

export const rowKinds = ["changed", "new", "unchanged"] as const;
export type RowKind = (typeof rowKinds)[number];

export interface ImportSearch {
  import?: string | undefined;
  step?: Step | undefined;
  rows?: RowKind | undefined;
  q?: string | undefined;
}

const before: readonly Step[] = ["found", "columns"];
const reachable: Record<string, readonly Step[]> = {
  uploaded: before,
  previewed: [...before, "preview", "import"],
  stale: [...before, "preview"],
};

/** The step an address names, or the nearest that an import in this status has. */
export function stepFor(wanted: Step | undefined, status: string): Step {
  const open = reachable[status];
  if (!open) return "import"; // being stored, stored, undone or discarded: there is only the outcome to see
  if (wanted && open.includes(wanted)) return wanted;
  return status === "uploaded" ? "found" : "preview";
}
