import type { Command } from 'commander';
import type { Shell } from './commands/completion.js';
import { bashScript } from './completion/bash.js';
import { fishScript } from './completion/fish.js';
import { completionModel, type CompletionModel } from './completion/model.js';
import { zshScript } from './completion/zsh.js';

const SCRIPTS: Record<Shell, (model: CompletionModel) => string> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** `raildiff completion <shell>`: a script made from the program itself. */
export function completion(shell: Shell, program: Command): number {
  process.stdout.write(SCRIPTS[shell](completionModel(program)));
  return 0;
}
