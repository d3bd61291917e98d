/** What takes two columns on a terminal: emoji, and the wide scripts and full-width forms of East Asia. */
const WIDE =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

/** What takes none when it stands alone: combining marks and joiners. */
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/** Most titles: every character one column, no need to look for graphemes (which is slow). */
const PLAIN = /^[\x20-\x7e]*$/;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

const columnsOf = (grapheme: string): number => (WIDE.test(grapheme) ? 2 : ZERO.test(grapheme) ? 0 : 1);

/** How many terminal columns a sanitised, uncoloured text takes. */
export const displayWidth = (text: string): number => {
  if (PLAIN.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) columns += columnsOf(segment);
  return columns;
};

/** The text cut to at most `width` columns, ending in "…" where something was cut; never inside a grapheme. */
export const truncate = (text: string, width: number): string => {
  // A grapheme takes at least one UTF-16 unit and at most two columns.
  if (text.length * 2 <= width || displayWidth(text) <= width) return text;
  if (width < 1) return '';
  if (PLAIN.test(text)) return `${text.slice(0, width - 1)}…`;
  let columns = 0;
  let end = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    columns += columnsOf(segment);
    if (columns > width - 1) break;
    end = index + segment.length;
  }
  return `${text.slice(0, end)}…`;
};
