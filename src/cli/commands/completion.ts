import { Argument, Command } from 'commander';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export const completionCommand = (ended: (code: number) => void): Command =>
  new Command('completion')
    .description('print a script that completes commands and options in your shell')
    .addArgument(new Argument('<shell>', 'your shell').choices(SHELLS))
    .addHelpText(
      'after',
      `
To have it in every shell, put one of these where your shell begins:
  bash  source <(raildiff completion bash)
  zsh   source <(raildiff completion zsh)      # after compinit
  fish  raildiff completion fish | source
`,
    )
    .action(async (shell: Shell, _flags: unknown, self: Command) => {
      const { completion } = await import('../completion-command.js');
      ended(completion(shell, self.parent!));
    });
