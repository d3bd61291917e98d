import { readFileSync } from 'node:fs';
import { csvRecords } from './csv-file.js';
import { UsageError } from './usage-error.js';

/** What the values of a field are called on the right, by those of the left, by field. */
export type ValueMap = Map<string, Map<string, string>>;

/**
 * Reads a CSV of field, left value, right value; a first line that says `field,left,right` is left out.
 *
 * @throws UsageError when it cannot be read, a line is not of three cells, or a value is called two things
 */
export async function readValueMap(file: string): Promise<ValueMap> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--value-map ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  const map: ValueMap = new Map();
  for (const { cells, line } of await csvRecords(text, `--value-map ${file}`)) {
    const [field = '', left = '', right = ''] = cells;
    if (cells.length === 3 && field.toLowerCase() === 'field' && left.toLowerCase() === 'left') continue;
    if (cells.length !== 3 || field === '' || left === '')
      throw new UsageError(`--value-map ${file}, line ${line}: it is field,left value,right value`);
    const values = map.get(field) ?? new Map<string, string>();
    map.set(field, values);
    if (values.has(left) && values.get(left) !== right)
      throw new UsageError(
        `--value-map ${file}, line ${line}: ${field} ${JSON.stringify(left)} is called ${JSON.stringify(values.get(left))} already`,
      );
    values.set(left, right);
  }
  return map;
}
