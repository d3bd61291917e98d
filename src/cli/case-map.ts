import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { csvRecords } from './csv-file.js';
import { UsageError } from './usage-error.js';

/**
 * A map of case ids, left to right, from a file:
 *
 * - CSV: a left id and a right id a line, `C` before them allowed; a first line without a digit names the columns, and
 *   of those `left` and `right` are taken where they are named so; a line without a right id is one without a partner
 * - JSON: `{"101": 205}`, or a list of `[101, 205]` or of `{"left": 101, "right": 205}`, with ids such as `"C101"` as well
 *
 * What `--write-map` wrote is such a file.
 *
 * @throws UsageError when it cannot be read, or one case has two partners
 */
export async function readCaseMap(file: string): Promise<Map<number, number>> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`the map ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  const pairs = /^\s*[[{]/.test(text) ? fromJson(file, text) : await fromCsv(file, text);
  return mapOf(file, pairs);
}

interface IdPair {
  left: number;
  right: number;
  /** For errors: `line 3`, `entry 3`. */
  at: string;
}

const ID = /^C?(\d{1,15})$/i;

const idText = z.string().regex(ID);
const idSchema = z.union([z.int(), idText.transform((text) => idOf(text) ?? 0)]).pipe(z.int().positive());

const jsonSchema = z.union([
  z.record(idText, idSchema),
  z.array(z.union([z.tuple([idSchema, idSchema]), z.object({ left: idSchema, right: idSchema })])),
]);

function fromJson(file: string, text: string): IdPair[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`the map ${file} is no JSON: ${(error as Error).message.split('\n')[0]}`);
  }
  const result = jsonSchema.safeParse(parsed);
  if (!result.success)
    throw new UsageError(
      `the map ${file}: it is {"101": 205}, or a list of [101, 205] or of {"left": 101, "right": 205}`,
    );
  const entries = Array.isArray(result.data)
    ? result.data.map((entry) => (Array.isArray(entry) ? entry : [entry.left, entry.right]))
    : Object.entries(result.data).map(([left, right]) => [idOf(left), right]);
  return entries.map(([left, right], n) => ({ left: left!, right: right!, at: `entry ${n + 1}` }));
}

async function fromCsv(file: string, text: string): Promise<IdPair[]> {
  const records = await csvRecords(text, `the map ${file}`);
  const [first, ...rest] = records;
  // A line with a slip in its first id is no head: its pair would be lost in silence.
  const hasHead = first !== undefined && !first.cells.some((cell) => /\d/.test(cell));
  const column = (name: string, otherwise: number): number => {
    const at = hasHead ? first.cells.findIndex((cell) => cell.toLowerCase() === name) : -1;
    return at < 0 ? otherwise : at;
  };
  const [left, right] = [column('left', 0), column('right', 1)];
  return (hasHead ? rest : records).flatMap(({ cells, line }) => {
    const at = `line ${line}`;
    // Of what `--write-map` wrote, one that had no partner.
    if ((cells[right] ?? '') === '' && idOf(cells[left] ?? '') !== undefined) return [];
    const [l, r] = [idOf(cells[left] ?? ''), idOf(cells[right] ?? '')];
    if (l === undefined || r === undefined)
      throw new UsageError(`the map ${file}, ${at}: a left id and a right id are wanted, such as 101,205`);
    return [{ left: l, right: r, at }];
  });
}

/** `101`, `C101` or `c101`. */
function idOf(cell: string): number | undefined {
  const match = ID.exec(cell);
  return match && Number(match[1]) > 0 ? Number(match[1]) : undefined;
}

function mapOf(file: string, pairs: readonly IdPair[]): Map<number, number> {
  const map = new Map<number, number>();
  const rights = new Set<number>();
  for (const { left, right, at } of pairs) {
    const twice = map.has(left) ? left : rights.has(right) ? right : undefined;
    if (twice !== undefined)
      throw new UsageError(`the map ${file}, ${at}: case ${twice} has a partner already; each case has one`);
    map.set(left, right);
    rights.add(right);
  }
  return map;
}
