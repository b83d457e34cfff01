/** The mark: ranks, and the line between those in reach and those after. */
export function BrandMark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#1d4f6e" />
      <g stroke="#fff" strokeWidth="3" strokeLinecap="round">
        <path d="M9 9.5h14" />
        <path d="M9 15h10" />
        <path d="M9 24.5h7" opacity="0.45" />
      </g>
      <path d="M5 19.8h22" stroke="#7fd6a8" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
