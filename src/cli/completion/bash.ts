import type { CompletionCommand, CompletionModel, CompletionOption, Values } from './model.js';

/** A script for bash 4 and later; `bash-completion` is not needed. */
export const bashScript = (model: CompletionModel): string => {
  const { program, options, commands } = model;
  const name = `_${program}`;
  return `# bash completion of ${program}. Load it with: source <(${program} completion bash)
${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command= word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      -*) ;;
      *) command=$word; break ;;
    esac
  done
  COMPREPLY=()
  case $command in
${commands.map((command) => commandCase(command)).join('\n')}
    *)
      ${offer([...flagsOf(options), ...commands.map((command) => command.name)])} ;;
  esac
}
complete -o filenames -F ${name} ${program}
`;
};

const commandCase = ({ name, options, values }: CompletionCommand): string => `    ${name})
      case $previous in
${options.flatMap(valueCase).join('\n')}
        *)
          if [[ $current == -* ]]; then
            ${offer(flagsOf(options))}
          else
            ${offerValues(values)}
          fi ;;
      esac ;;`;

const valueCase = ({ flags, value }: CompletionOption): string[] =>
  value ? [`        ${flags.join('|')})\n          ${offerValues(value)} ;;`] : [];

const flagsOf = (options: readonly CompletionOption[]): string[] => options.flatMap(({ flags }) => flags);

const offer = (words: readonly string[]): string =>
  `mapfile -t COMPREPLY < <(compgen -W '${words.join(' ')}' -- "$current")`;

function offerValues(values: Values): string {
  if (values.kind === 'words') return offer(values.words);
  return values.kind === 'file' ? 'mapfile -t COMPREPLY < <(compgen -f -- "$current")' : ':';
}
