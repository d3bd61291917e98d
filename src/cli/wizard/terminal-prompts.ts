import type { input as anyPrompt } from '@inquirer/prompts';
import { AskingEnded, type Choice, type Prompts } from './prompts.js';

/** Where questions are shown and answers are read. */
type Context = Parameters<typeof anyPrompt>[1];

/**
 * Questions on a terminal. What draws them is loaded when it is needed: no other command asks anything.
 *
 * @param context other streams than those of the process
 */
export async function terminalPrompts(
  context: Context = { output: process.stderr, clearPromptOnDone: false },
): Promise<Prompts> {
  const { confirm, input, password, search } = await import('@inquirer/prompts');
  return {
    text: (message, check) =>
      answered(input({ message, required: true, validate: (text) => check(text) ?? true }, context)),
    secret: (message) =>
      answered(
        password(
          { message, mask: '*', validate: (text) => text !== '' || 'Something must be given.' },
          context,
        ),
      ),
    pick: (message, choices) =>
      answered(search({ message, source: (term) => matching(choices, term ?? ''), pageSize: 12 }, context)),
    confirm: (message) => answered(confirm({ message, default: true }, context)),
  };
}

/** Those that hold all the words, whatever their letter case. */
function matching<T>(choices: readonly Choice<T>[], term: string): Choice<T>[] {
  const words = term.toLowerCase().split(/\s+/);
  return choices.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    // Ctrl-C, or the terminal is gone.
    if ((error as Error).name === 'ExitPromptError') throw new AskingEnded({ cause: error });
    throw error;
  }
}
