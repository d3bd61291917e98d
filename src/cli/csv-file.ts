import { UsageError } from './usage-error.js';

export interface CsvRecord {
  cells: string[];
  /** The line it ends on, from 1. */
  line: number;
}

/**
 * The records of a CSV, as a spreadsheet writes it: a byte order mark, blanks around cells and empty lines do not count.
 *
 * @param what names the file in errors: `the map map.csv`
 * @throws UsageError when it is none
 */
export async function csvRecords(text: string, what: string): Promise<CsvRecord[]> {
  // Loaded when there is something to read.
  const { parse } = await import('csv-parse/sync');
  try {
    const records = parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ cells: record, line: info.lines }));
  } catch (error) {
    throw new UsageError(`${what} is no CSV: ${(error as Error).message.split('\n')[0]}`);
  }
}
