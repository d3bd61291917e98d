import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { UsageError } from './usage-error.js';

/** A config file: YAML, of which JSON is a part. Options by their long names, those that repeat as lists, and where the credentials are. */
const account = {
  url: z.string().optional(),
  user: z.string().optional(),
  apiKey: z.string().optional(),
};

const value = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const schema = z.strictObject({
  ...account,
  left: z.strictObject(account).optional(),
  right: z.strictObject(account).optional(),
  options: z.record(z.string(), z.union([z.boolean(), value, z.array(value)])).optional(),
});

export type Config = z.infer<typeof schema>;

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
  const issue = result.error.issues[0]!;
  throw new UsageError(`the config file ${file}: ${issue.path.join('.') || 'it'}: ${issue.message}`);
}
