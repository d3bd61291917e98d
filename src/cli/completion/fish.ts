import type { CompletionModel, CompletionOption, Values } from './model.js';

/** A script for fish. */
export function fishScript({ program, options, commands }: CompletionModel): string {
  const line = (condition: string, rest: string): string =>
    `complete -c ${program} -n ${quoted(condition)} ${rest}`;
  const lines = [
    `# fish completion of ${program}. Load it with: ${program} completion fish | source`,
    `complete -c ${program} -f`,
    ...options.map((option) => line('__fish_use_subcommand', optionPart(option))),
    ...commands.map(({ name, description }) =>
      line('__fish_use_subcommand', `-a ${quoted(name)} -d ${quoted(description)}`),
    ),
    ...commands.flatMap(({ name, options: own, values }) => {
      const seen = `__fish_seen_subcommand_from ${name}`;
      const values_ = argumentPart(values);
      return [
        ...own.map((option) => line(seen, optionPart(option))),
        ...(values_ ? [line(seen, values_)] : []),
      ];
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function optionPart({ flags, description, value }: CompletionOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  return [...names, `-d ${quoted(description)}`, ...(value ? [valuePart(value)] : [])].join(' ');
}

/** What stands in the list before its last item, with the comma. */
const ITEMS_BEFORE = "(commandline -ct | string replace -r '^--[^=]*=' '' | string replace -r '[^,]*$' '')";

function valuePart(values: Values): string {
  if (values.kind === 'words') return `-x -a ${quoted(values.words.join(' '))}`;
  if (values.kind === 'list')
    return `-x -a ${quoted([...values.words.map((word) => `${ITEMS_BEFORE}${word}`), ...values.alone].join(' '))}`;
  // The file after "=" is completed by fish itself.
  if (values.kind === 'wordAndFile')
    return `-r -F -a ${quoted(values.words.map((word) => `${word}=`).join(' '))}`;
  return values.kind === 'file' ? '-r -F' : '-x';
}

function argumentPart(values: Values): string | undefined {
  if (values.kind === 'words') return `-a ${quoted(values.words.join(' '))}`;
  return values.kind === 'file' ? '-F' : undefined;
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
