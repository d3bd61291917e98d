import { toJson } from '../sanitize.js';
import type { PageData } from './page-data.js';

/**
 * JSON that stands safely inside a `<script>` element: no `<` can end it or open a comment, and no `]]>` or separator
 * of lines means anything in it. `JSON.parse` gives back the exact value.
 */
const embedded = (value: unknown): string =>
  toJson(value).replace(/[<>&]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** One difference a line, so that reports that are kept can be compared by lines. */
export const embedData = ({ differences, ...rest }: PageData): string => {
  const lines = differences.map(embedded).join(',\n');
  return `${embedded(rest).slice(0, -1)},"differences":[\n${lines}\n]}`;
};
