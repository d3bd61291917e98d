/** Rows kept above and below those that are seen, so that scrolling finds them drawn. */
const SPARE = 10;

/** The rows of a long list that are drawn, `from` inclusive, `to` exclusive. Lengths are in one unit, say pixels. */
export function visibleRows(
  scrolled: number,
  height: number,
  rowHeight: number,
  rows: number,
): { from: number; to: number } {
  const from = Math.min(Math.max(0, Math.floor(scrolled / rowHeight) - SPARE), rows);
  const to = Math.min(rows, Math.ceil((scrolled + height) / rowHeight) + SPARE);
  return { from, to: Math.max(from, to) };
}

/** Where to scroll to, so that a row is seen whole; as it is, where that is so already. */
export function scrollTo(row: number, scrolled: number, height: number, rowHeight: number): number {
  const top = row * rowHeight;
  if (top < scrolled) return top;
  return top + rowHeight > scrolled + height ? top + rowHeight - height : scrolled;
}
