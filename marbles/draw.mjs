/**
 * Draws docs/diagrams/*.svg from marbles/diagrams/*.txt, the text that the marble specs play.
 * `node marbles/draw.mjs` writes them; with `--check` it writes nothing and fails if one is not what its text says.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseMarbleDiagramSpecification } from '@swirly/parser';
import { renderMarbleDiagram } from '@swirly/renderer-node';
import { lightStyles } from '@swirly/theme-default-light';

const texts = new URL('./diagrams/', import.meta.url);
const pictures = new URL('../docs/diagrams/', import.meta.url);

const draw = (text) =>
  `${renderMarbleDiagram(parseMarbleDiagramSpecification(text), { styles: lightStyles }).xml}\n`;

const drawn = new Map(
  readdirSync(texts)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => [`${basename(file, '.txt')}.svg`, draw(readFileSync(new URL(file, texts), 'utf8'))]),
);

if (process.argv.includes('--check')) {
  const there = readdirSync(pictures).filter((file) => file.endsWith('.svg'));
  const stale = [...drawn].filter(
    ([file, svg]) => !there.includes(file) || readFileSync(new URL(file, pictures), 'utf8') !== svg,
  );
  const wrong = [...stale.map(([file]) => file), ...there.filter((file) => !drawn.has(file))];
  if (wrong.length > 0) {
    console.error(
      `not what marbles/diagrams says: ${wrong.join(', ')}; draw them with node marbles/draw.mjs`,
    );
    process.exitCode = 1;
  }
} else {
  mkdirSync(pictures, { recursive: true });
  for (const [file, svg] of drawn) writeFileSync(new URL(file, pictures), svg);
}
