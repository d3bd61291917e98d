import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { UsageError } from './usage-error.js';

/** A config file: YAML, of which JSON is a part. Options by their long names, those that repeat as lists, and where the credentials are. */
const account = {
  url: z.string().optional(),
  user: z.string().optional(),
  apiKey: z.string().optional(),
};

const value = z.union([z.string(), z.number(), z.boolean()]);

const schema = z.strictObject({
  ...account,
  left: z.strictObject(account).optional(),
  right: z.strictObject(account).optional(),
  options: z.record(z.string(), z.union([value, z.array(value)])).optional(),
});

export type Config = z.infer<typeof schema>;

/** What an option may be set to. */
export type ConfigValue = z.infer<typeof value>;

/** @throws UsageError when it cannot be read or holds what it should not */
export async function readConfig(file: string | undefined): Promise<Config> {
  if (file === undefined) return {};
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`the config file ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  // Loaded when there is something to read.
  const { parse } = await import('yaml');
  let parsed: unknown;
  try {
    parsed = parse(text) ?? {};
  } catch (error) {
    throw new UsageError(`the config file ${file} is no YAML: ${(error as Error).message.split('\n')[0]}`);
  }
  const result = schema.safeParse(parsed);
  if (result.success) return result.data;
  throw new UsageError(`the config file ${file}: ${wordsOf(result.error.issues[0]!, parsed)}`);
}

const KNOWN = { '': Object.keys(schema.shape), side: Object.keys(account) };

/** What is wrong, where, and what is meant instead. */
function wordsOf({ path, code, ...issue }: z.core.$ZodIssue, parsed: unknown): string {
  const where = path.join('.');
  const at = where === '' ? 'it' : where;
  if (code === 'unrecognized_keys') {
    const key = JSON.stringify((issue as { keys: string[] }).keys[0]);
    return `${where === '' ? '' : `${where}: `}${key} is no key of it; it may hold ${KNOWN[where === '' ? '' : 'side'].join(', ')}`;
  }
  if (path.length > 0 && kindOf(parsed, path) === 'nothing')
    return `${at} has no value; give it one, or leave its line away`;
  if (path[0] === 'options' && path.length > 1)
    return `${at} is a text, a number, true or false, or a list of such; it is ${kindOf(parsed, path)}`;
  if (path.length === 0)
    return `it is no ${kindOf(parsed, path)}, but keys and values: ${KNOWN[''].join(', ')}`;
  const isText = String(path.at(-1)) in account;
  if (isText) {
    const kind = kindOf(parsed, path);
    const mend = kind === 'number' || kind === 'true or false' ? '; put it in quotes' : '';
    return `${at} is a text, and no ${kind}${mend}`;
  }
  return `${at} holds keys and values${at === 'options' ? ', by the long names of options' : `: ${KNOWN.side.join(', ')}`}`;
}

/** What stands there, in a word. */
function kindOf(parsed: unknown, path: readonly PropertyKey[]): string {
  const found = path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    parsed,
  );
  if (found === null || found === undefined) return 'nothing';
  if (typeof found === 'boolean') return 'true or false';
  if (Array.isArray(found)) return 'list';
  return typeof found === 'object' ? 'keys and values' : typeof found === 'string' ? 'text' : typeof found;
}
