import type { Command, Option } from 'commander';
import { UsageError } from './usage-error.js';

/** An option that takes no value, `--strict` as well as `--no-sections`: commander's `isBoolean()` knows the first alone. */
export const isSwitch = ({ required, optional }: Option): boolean => !required && !optional;

const ON: readonly string[] = ['1', 'true', 'yes', 'on'];
const OFF: readonly string[] = ['0', 'false', 'no', 'off'];

/** What a switch may be set to, in errors. */
const SWITCH_WORDS = `true (or ${ON.filter((word) => word !== 'true').join(', ')}) or false (or ${OFF.filter((word) => word !== 'false').join(', ')})`;

/** Whether a text switches on or off; undefined where it says neither. */
export function isOn(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (ON.includes(word)) return true;
  return OFF.includes(word) ? false : undefined;
}

/**
 * Sets the switches of a command that the environment sets: to commander one is on as soon as it is there, whatever it says.
 *
 * @throws UsageError when one says neither on nor off
 */
export function applySwitches(command: Command, environment: Record<string, string | undefined>): void {
  for (const option of command.options.filter(isSwitch)) {
    const text = option.envVar === undefined ? undefined : environment[option.envVar];
    if (text === undefined || command.getOptionValueSource(option.attributeName()) === 'cli') continue;
    const on = isOn(text);
    if (on === undefined)
      throw new UsageError(
        `${option.envVar}=${JSON.stringify(text)} switches neither on nor off: it is ${SWITCH_WORDS}`,
      );
    command.setOptionValueWithSource(option.attributeName(), on !== option.negate, 'env');
  }
}

/** A variable that is there and empty sets nothing: it is how a script takes one away. */
export function withoutEmpty(environment: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(environment))
    if (name.startsWith('RAILDIFF_') && value?.trim() === '') delete environment[name];
}
