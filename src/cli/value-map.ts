import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { UsageError } from './usage-error.js';

/** What the values of a field are called on the right, by those of the left, by field. */
export type ValueMap = Map<string, Map<string, string>>;

/**
 * Reads a CSV of field, left value, right value; a first line that says `field,left,right` is left out.
 *
 * @throws UsageError when it cannot be read, a line is not of three cells, or a value is called two things
 */
export function readValueMap(file: string): ValueMap {
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(readFileSync(file, 'utf8'), {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as typeof records;
  } catch (error) {
    throw new UsageError(`--value-map ${file} cannot be read: ${(error as Error).message.split('\n')[0]}`);
  }
  const map: ValueMap = new Map();
  for (const { record, info } of records) {
    const [field = '', left = '', right = ''] = record;
    if (record.length === 3 && field.toLowerCase() === 'field' && left.toLowerCase() === 'left') continue;
    if (record.length !== 3 || field === '' || left === '')
      throw new UsageError(`--value-map ${file}, line ${info.lines}: it is field,left value,right value`);
    const values = map.get(field) ?? new Map<string, string>();
    map.set(field, values);
    if (values.has(left) && values.get(left) !== right)
      throw new UsageError(
        `--value-map ${file}, line ${info.lines}: ${field} ${JSON.stringify(left)} is called ${JSON.stringify(values.get(left))} already`,
      );
    values.set(left, right);
  }
  return map;
}
