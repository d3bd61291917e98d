import type { Command } from 'commander';
import { readConfig, type Config } from './config.js';
import { UsageError } from './usage-error.js';

/**
 * Reads the config file that the command names, and gives its options to all that nothing else has set.
 *
 * @param meant which of the file's options are for this command, where one file serves several. Defaults to all
 * @throws UsageError
 */
export async function applyConfig(
  command: Command,
  meant: (name: string) => boolean = () => true,
): Promise<Config> {
  const file = command.opts<{ config?: string }>().config;
  const config = await readConfig(file);
  for (const [name, value] of Object.entries(config.options ?? {})) {
    if (!meant(name)) continue;
    const option = command.options.find((each) => each.long === `--${name}`);
    if (!option || name === 'config')
      throw new UsageError(
        `the config file ${file}: ${JSON.stringify(name)} is no option of ${command.name()}`,
      );
    const source = command.getOptionValueSource(option.attributeName());
    if (source === 'cli' || source === 'env') continue;
    command.setOptionValueWithSource(option.attributeName(), parsed(option, value, file!), 'config');
  }
  return config;
}

function parsed(
  option: Command['options'][number],
  value: string | boolean | string[],
  file: string,
): unknown {
  const texts = Array.isArray(value) ? value : [String(value)];
  const words = texts.join(', ');
  if (option.isBoolean() && !Array.isArray(value)) {
    if (words !== 'true' && words !== 'false')
      throw new UsageError(`the config file ${file}: ${option.long} is true or false`);
    return (words === 'true') !== option.negate;
  }
  let result: unknown;
  try {
    // commander's own: it holds the choices as well as the parser.
    for (const text of texts) result = option.parseArg ? option.parseArg(text, result as never) : text;
  } catch (error) {
    throw new UsageError(
      `the config file ${file}: ${option.long} ${JSON.stringify(words)}. ${(error as Error).message}`,
    );
  }
  if (Array.isArray(value) && !Array.isArray(result))
    throw new UsageError(`the config file ${file}: ${option.long} takes one value, and no list`);
  return result;
}
