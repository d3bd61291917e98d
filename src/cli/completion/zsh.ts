import type { CompletionCommand, CompletionModel, CompletionOption, Values } from './model.js';

/** A script for zsh: a function for `_arguments`. */
export const zshScript = ({ program, options, commands }: CompletionModel): string => `#compdef ${program}
# zsh completion of ${program}. Load it with: source <(${program} completion zsh)
_${program}() {
  local line state
  local -a commands
  commands=(
${commands.map(({ name, description }) => `    ${quoted(`${name}:${description.replaceAll(':', '\\:')}`)}`).join('\n')}
  )
  _arguments -C \\
${options.map((option) => `    ${specOf(option)} \\`).join('\n')}
    '1: :->command' \\
    '*:: :->rest'
  case $state in
    command) _describe command commands ;;
    rest)
      case $line[1] in
${commands.map(commandCase).join('\n')}
      esac ;;
  esac
}
compdef _${program} ${program}
`;

const commandCase = ({ name, options, values }: CompletionCommand): string =>
  `        ${name})
          _arguments \\
${[...options.map(specOf), quoted(`*:argument:${actionOf(values)}`)].map((spec) => `            ${spec}`).join(' \\\n')} ;;`;

/** `'(-o --output)'{-o,--output}'[what it does]:file:_files'` */
function specOf({ flags, description, value }: CompletionOption): string {
  const said = `[${description.replaceAll(/[[\]\\]/g, (char) => `\\${char}`)}]`;
  const action = value ? `:value:${actionOf(value)}` : '';
  // With "=" the value may stand in the same word too.
  const names = flags.map((flag) => (value && flag.startsWith('--') ? `${flag}=` : flag));
  if (names.length === 1) return quoted(`${names[0]}${said}${action}`);
  return `'(${flags.join(' ')})'{${names.join(',')}}${quoted(`${said}${action}`)}`;
}

/** Words with what is put after the one that is taken. */
const add = (words: readonly string[], suffix: string): string =>
  `compadd -S ${suffix} -- ${words.join(' ')}`;

function actionOf(values: Values): string {
  if (values.kind === 'words') return `(${values.words.join(' ')})`;
  if (values.kind === 'list') {
    const { words, alone } = values;
    return `{if compset -P "*,"; then ${add(words, '""')}; else ${add([...words, ...alone], '""')}; fi}`;
  }
  if (values.kind === 'wordAndFile')
    return `{if compset -P "*="; then _files; else ${add(values.words, '"="')}; fi}`;
  return values.kind === 'file' ? '_files' : ' ';
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
