import type { CompletionCommand, CompletionModel, CompletionOption, Values } from './model.js';

/** A script for bash 4 and later; `bash-completion` is not needed. */
export const bashScript = (model: CompletionModel): string => {
  const { program, options, commands } = model;
  const name = `_${program}`;
  return `# bash completion of ${program}. Load it with: source <(${program} completion bash)
${name}() {
  local raw=\${COMP_WORDS[COMP_CWORD]} current= previous= before= command= cut= add= word
  # Bash takes "--format=json" for three words: "=" joins them again.
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ $word == = || $before == = ]]; then current+=$word
    else previous=$current current=$word
    fi
    before=$word
  done
  [[ $raw == = ]] && raw=
  if [[ $current == --*=* ]]; then previous=\${current%%=*} current=\${current#*=}; fi
  # What readline has of the value already, and what stands before it in readline's word.
  if [[ $current == *"$raw" ]]; then cut=\${current%"$raw"}
  else add=\${raw%"$current"}
  fi
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
  COMPREPLY=("\${COMPREPLY[@]/#"$cut"/$add}")
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

/** No blank after it, since more may follow; and none of it is a file, in which "=" would be quoted. */
const MORE_FOLLOWS = 'compopt +o filenames -o nospace 2>/dev/null';

/** The last item of a list, after those that stand there. */
const offerItem = (words: readonly string[], alone: readonly string[]): string =>
  `${MORE_FOLLOWS}
          if [[ $current == *,* ]]; then
            mapfile -t COMPREPLY < <(compgen -P "\${current%,*}," -W '${words.join(' ')}' -- "\${current##*,}")
          else
            ${offer([...words, ...alone])}
          fi`;

const offerWordAndFile = (words: readonly string[]): string =>
  `if [[ $current == *=* ]]; then
            mapfile -t COMPREPLY < <(compgen -P "\${current%%=*}=" -f -- "\${current#*=}")
          else
            ${MORE_FOLLOWS}
            ${offer(words.map((word) => `${word}=`))}
          fi`;

function offerValues(values: Values): string {
  if (values.kind === 'words') return offer(values.words);
  if (values.kind === 'list') return offerItem(values.words, values.alone);
  if (values.kind === 'wordAndFile') return offerWordAndFile(values.words);
  return values.kind === 'file' ? 'mapfile -t COMPREPLY < <(compgen -f -- "$current")' : ':';
}
