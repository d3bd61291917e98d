import { Argument, Command } from 'commander';
import { bashScript } from '../completion/bash.js';
import { fishScript } from '../completion/fish.js';
import { completionModel, type CompletionModel } from '../completion/model.js';
import { zshScript } from '../completion/zsh.js';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } satisfies Record<
  string,
  (model: CompletionModel) => string
>;

/** `raildiff completion <shell>`: a script made from the program itself. */
export const completionCommand = (ended: (code: number) => void): Command =>
  new Command('completion')
    .description('print a script that completes commands and options in your shell')
    .addArgument(new Argument('<shell>', 'your shell').choices(Object.keys(SCRIPTS)))
    .addHelpText(
      'after',
      `
To have it in every shell, put one of these where your shell begins:
  bash  source <(raildiff completion bash)
  zsh   source <(raildiff completion zsh)      # after compinit
  fish  raildiff completion fish | source
`,
    )
    .action((shell: keyof typeof SCRIPTS, _flags: unknown, self: Command) => {
      process.stdout.write(SCRIPTS[shell](completionModel(self.parent!)));
      ended(0);
    });
