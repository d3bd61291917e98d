import type { Command, Option } from 'commander';
import { readConfig, type Config, type ConfigValue } from './config.js';
import { isOn, isSwitch } from './switches.js';
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
    const set = isSwitch(option) ? switched(command, option, value, file!) : parsed(option, value, file!);
    if (set !== undefined) command.setOptionValueWithSource(option.attributeName(), set, 'config');
  }
  return config;
}

/** Undefined where it says nothing: `no-color: false` is no `color: true`. */
function switched(
  command: Command,
  option: Option,
  value: ConfigValue | ConfigValue[],
  file: string,
): boolean | undefined {
  const on = Array.isArray(value) ? undefined : isOn(String(value));
  if (on === undefined) throw new UsageError(`the config file ${file}: ${option.long} is true or false`);
  const hasTwin =
    option.negate &&
    command.options.some((each) => !each.negate && each.attributeName() === option.attributeName());
  return !on && hasTwin ? undefined : on !== option.negate;
}

function parsed(option: Option, value: ConfigValue | ConfigValue[], file: string): unknown {
  const values = Array.isArray(value) ? value : [value];
  if (values.some((each) => typeof each === 'boolean'))
    throw new UsageError(
      `the config file ${file}: ${option.long} takes a value, and no true or false (where it is meant, put it in quotes)`,
    );
  const texts = values.map(String);
  const words = texts.join(', ');
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
