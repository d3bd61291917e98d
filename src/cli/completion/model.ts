import type { Command, Option } from 'commander';
import { isSwitch } from '../switches.js';
import { wordListOf, type WordList } from '../word-list.js';

/** What a shell may offer for a value. */
export type Values =
  { kind: 'words'; words: readonly string[] } | WordList | { kind: 'file' } | { kind: 'none' };

export interface CompletionOption {
  /** `--format`, and `-o` where it has one. */
  flags: readonly string[];
  description: string;
  /** Undefined for a switch. */
  value?: Values;
}

export interface CompletionCommand {
  name: string;
  description: string;
  options: readonly CompletionOption[];
  /** What its arguments may be. */
  values: Values;
}

export interface CompletionModel {
  program: string;
  options: readonly CompletionOption[];
  commands: readonly CompletionCommand[];
}

const HELP: CompletionOption = { flags: ['-h', '--help'], description: 'display help for command' };

/** What can be completed, taken from the program itself: a new option needs nothing more. */
export function completionModel(program: Command): CompletionModel {
  const names = program.commands.map((command) => command.name());
  const commands = program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: optionsOf(command),
    values: argumentsOf(command),
  }));
  const help: CompletionCommand = {
    name: 'help',
    description: 'display help for command',
    options: [],
    values: { kind: 'words', words: names },
  };
  return { program: program.name(), options: optionsOf(program), commands: [...commands, help] };
}

const optionsOf = (command: Command): CompletionOption[] => [
  ...command.options.filter(({ hidden }) => !hidden).map(optionOf),
  HELP,
];

function optionOf(option: Option): CompletionOption {
  const flags = [option.short, option.long].filter((flag) => flag !== undefined);
  const { description } = option;
  return isSwitch(option) ? { flags, description } : { flags, description, value: valuesOf(option) };
}

function valuesOf(option: Option): Values {
  const { argChoices, flags } = option;
  const list = wordListOf(option);
  if (list) return list;
  if (argChoices) return { kind: 'words', words: argChoices };
  return /<file(\.\.\.)?>/.test(flags) ? { kind: 'file' } : { kind: 'none' };
}

/** A file where one may stand among the arguments, such as a snapshot. */
function argumentsOf({ registeredArguments }: Command): Values {
  const words = registeredArguments.find(({ argChoices }) => argChoices)?.argChoices;
  if (words) return { kind: 'words', words };
  const takesFile = registeredArguments.some(
    (argument) => argument.name() === 'file' || /\bfile\b|likewise|as for/.test(argument.description),
  );
  return takesFile ? { kind: 'file' } : { kind: 'none' };
}
