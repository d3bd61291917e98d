import type { Command, Help } from 'commander';

/** What a manual page says beyond what the command knows of itself. */
export interface Manual {
  /** More than one sentence of it; each a paragraph. */
  description: readonly string[];
  /** Headings of its options, and the options under each by their long names; what is left stands under the last one. */
  groups: Readonly<Record<string, readonly string[]>>;
  /** Sections after the options: lists of terms and what they mean. */
  sections: Readonly<Record<string, readonly (readonly [term: string, meaning: string])[]>>;
  /** What is done, and the command that does it. */
  examples: readonly (readonly [purpose: string, command: string])[];
  seeAlso: string;
}

const INDENT = '  ';

/** Lines longer than this are hard to read, however wide the terminal. */
const WIDEST = 100;

/** Has a command show its help in the manner of a manual page, wrapped to the terminal. */
export function describeAs(command: Command, manual: Manual): Command {
  groupOptions(command, manual);
  return command.configureHelp({ formatHelp: (cmd, helper) => page(cmd, helper, manual) });
}

/** Under what heading an option stands, as commander keeps it: its own help would group them likewise. */
function groupOptions(command: Command, { groups }: Manual): void {
  const last = Object.keys(groups).at(-1)!;
  for (const option of command.options) {
    if (option.helpGroupHeading !== undefined) continue;
    const [heading = last] =
      Object.entries(groups).find(([, names]) => names.includes(option.long?.slice(2) ?? '')) ?? [];
    option.helpGroup(heading);
  }
}

/** A default that stands in the words of an option, and what commander adds to them, in one bracket. */
const describe = (text: string): string =>
  text.replace(/ (\(default: [^()]*)\) \((env|choices): /, ' $1, $2: ');

function page(command: Command, helper: Help, manual: Manual): string {
  const width = Math.min(helper.helpWidth || 80, WIDEST);
  const wrapped = (text: string, indent = INDENT): string =>
    helper
      .boxWrap(text, width - indent.length)
      .split('\n')
      .map((line) => `${indent}${line}`.trimEnd())
      .join('\n');
  const item = (term: string, meaning: string): string =>
    `${wrapped(term)}\n${wrapped(meaning, INDENT.repeat(3))}`;
  const section = (title: string, blocks: readonly string[]): string =>
    `${helper.styleTitle(title.toUpperCase())}\n${blocks.join('\n')}\n`;
  const order = [...Object.keys(manual.groups)];
  const groups = helper.groupItems(
    [...command.options],
    helper.visibleOptions(command),
    (option) => option.helpGroupHeading ?? order.at(-1)!,
  );
  const headings = [...new Set([...order, ...groups.keys()])];
  return [
    section('Name', [wrapped(`${command.parent?.name()} ${command.name()} - ${command.description()}`)]),
    section('Synopsis', [wrapped(helper.commandUsage(command))]),
    section('Description', [manual.description.map((paragraph) => wrapped(paragraph)).join('\n\n')]),
    section(
      'Arguments',
      helper
        .visibleArguments(command)
        .map((argument) => item(helper.argumentTerm(argument), helper.argumentDescription(argument))),
    ),
    ...headings
      .filter((heading) => groups.get(heading)?.length)
      .map((heading) =>
        section(
          heading,
          groups
            .get(heading)!
            .map((option) => item(helper.optionTerm(option), describe(helper.optionDescription(option)))),
        ),
      ),
    ...Object.entries(manual.sections).map(([title, terms]) =>
      section(
        title,
        terms.map(([term, meaning]) => item(term, meaning)),
      ),
    ),
    section('Examples', [
      // A command is not wrapped: it is to be copied.
      manual.examples
        .map(([purpose, line]) => `${wrapped(purpose)}\n${INDENT.repeat(3)}${line}`)
        .join('\n\n'),
    ]),
    section('See also', [wrapped(manual.seeAlso)]),
  ].join('\n');
}
