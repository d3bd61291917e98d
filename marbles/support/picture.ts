import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The streams of `marbles/diagrams/<name>.txt` by their titles: the text that `draw.mjs` makes the picture of is what
 * the spec plays. A stream that begins with blanks is subscribed to that many milliseconds later.
 */
export function picture(name: string): Record<string, string> {
  const text = readFileSync(join(__dirname, '..', 'diagrams', `${name}.txt`), 'utf8');
  const blocks = text
    .split(/\n\s*\n/)
    .map((block) => block.split('\n').filter((line) => !/^\s*%/.test(line)));
  return Object.fromEntries(
    blocks.flatMap(([marbles, ...rest]) => {
      const title = rest.find((line) => line.startsWith('title = '))?.slice('title = '.length);
      return marbles !== undefined && title !== undefined ? [[title, marbles]] : [];
    }),
  );
}

/** When a drawn stream is subscribed to and when it ends: `'   --a|'` gives `'---^--!'`. */
export function subsOf(stream: string): string {
  const from = stream.length - stream.trimStart().length;
  const end = stream.search(/[|#]/);
  return `${'-'.repeat(from)}^${'-'.repeat(end - from - 1)}!`;
}
