#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { CommanderError, type Command } from 'commander';
import { EXIT_USAGE } from './exit-code.js';
import { failureLine } from './failure-line.js';
import { createProgram } from './program.js';
import { withoutEmpty } from './switches.js';
import { AskingEnded } from './wizard/prompts.js';

/** Every subcommand throws instead of exiting, so that there is one place that ends the process. */
async function main(): Promise<void> {
  // A process that ends before it knows better has not compared anything: never a 0 by accident.
  process.exitCode = EXIT_USAGE;
  let code = 0;
  const args = process.argv.slice(2);
  withoutEmpty(process.env);
  const program = createProgram(dirname(realpathSync(process.argv[1]!)), (ended) => (code = ended));
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      outputError: (text, write) =>
        write(
          `raildiff: ${text
            .replace(/^error: /, '')
            .replace(/\s*\n\s*/g, ' ')
            .trim()}\n`,
        ),
    });
  }
  try {
    if (args.length === 0) args.push(...(await asked()));
    await program.parseAsync(meant(args, program), { from: 'user' });
  } catch (error) {
    if (error instanceof AskingEnded) code = 130;
    // commander takes the exit code of help from the process, where it stands at 2 until all is well.
    else if (error instanceof CommanderError)
      code = error.exitCode === 0 || (args[0] === 'help' && error.code === 'commander.help') ? 0 : EXIT_USAGE;
    else {
      process.stderr.write(failureLine(error));
      code = EXIT_USAGE;
    }
  }
  // Above 128 a signal or a closed pipe ended the run: what its reader has not taken by now is not waited for.
  if (code > 128) process.exit(code);
  process.exitCode = code;
}

/** Help for what is no command is answered as that command is. commander's own shows the whole help, as if all were well. */
function meant(args: string[], program: Command): string[] {
  const [first, name] = args;
  const isCommand = program.commands.some((command) => command.name() === name);
  return first === 'help' && name !== undefined && /^(?!help$)\w/.test(name) && !isCommand ? [name] : args;
}

/** What somebody answers who is there to be asked: from then on it is as if it had been typed. */
async function asked(): Promise<string[]> {
  const { isTerminal, wizard } = await import('./wizard/wizard.js');
  if (!isTerminal()) return [];
  const answers = await wizard();
  process.argv.push(...answers);
  return answers;
}

// A reader that closed stdout or stderr early is no fault of ours. What else went wrong, whoever was writing says.
process.stdout.on('error', failUnlessClosed);
process.stderr.on('error', failUnlessClosed);
function failUnlessClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') process.exitCode = EXIT_USAGE;
}

void main();
