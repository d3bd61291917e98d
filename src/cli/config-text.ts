import type { Option } from 'commander';
import { stringify } from 'yaml';
import { isSwitch } from './switches.js';

/** What is no matter of a file: where the file is, and what a single run is about. */
const LEFT_OUT = new Set(['config', 'help']);

/**
 * A config file as `readConfig` reads it, every option in it explained and commented out with its default, so that it
 * changes nothing until something is put in. It never holds a key: what the environment has stays there.
 */
export const configText = (
  options: readonly Option[],
  environment: Record<string, string | undefined>,
): string => `# A config file of raildiff: give it as --config FILE, or name it in RAILDIFF_CONFIG.
# The environment goes before it, and the command line before both.

# Where your TestRail is and who asks, as TESTRAIL_URL, TESTRAIL_USER and TESTRAIL_API_KEY say it.
${entry('url', environment['TESTRAIL_URL'], 'https://example.testrail.io')}
${entry('user', environment['TESTRAIL_USER'], 'me@example.com')}
# My Settings > API Keys. In the environment it is safer than here.
#apiKey: …

# Where a side is on another server, or another account reads it.
#left:
#  url: https://old.example.com/testrail
#  user: me@example.com
#  apiKey: …
#right:
#  url: https://example.testrail.io

# Options by their long names, each with its default. Take away the # before \`options\` and before those you set.
#options:
${options.filter(isMeant).map(explained).join('\n')}
`;

const isMeant = ({ long }: Option): boolean => long !== undefined && !LEFT_OUT.has(long.slice(2));

/** A value that is known stands there, another as an example. */
const entry = (key: string, value: string | undefined, example: string): string =>
  value ? stringify({ [key]: value }).trimEnd() : `#${key}: ${example}`;

function explained(option: Option): string {
  const choices = option.argChoices ? ` (${option.argChoices.join(', ')})` : '';
  return `#  # ${option.description}${choices}\n#  ${option.long!.slice(2)}: ${valueOf(option)}`;
}

/** Its default, or where it has none a value of its kind. */
function valueOf(option: Option): string {
  if (isSwitch(option)) return String(option.defaultValue ?? !option.negate);
  const { defaultValue, defaultValueDescription, argChoices } = option;
  if (defaultValue !== undefined && !isEmptyList(defaultValue))
    return String(defaultValueDescription ?? defaultValue);
  return argChoices?.[0] ?? EXAMPLES[option.long!] ?? EXAMPLES[placeholderOf(option)] ?? 'page';
}

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** `duration` of `--deadline <duration>`. */
const placeholderOf = ({ flags }: Option): string => /[<[]([^\]>]+?)(?:\.\.\.)?[\]>]/.exec(flags)?.[1] ?? '';

/** By the option, or by what it takes. */
const EXAMPLES: Record<string, string> = {
  '--report': 'json=FILE',
  '--similarity': '0.85',
  '--suite': 'Checkout',
  '--left-suite': 'Master',
  '--right-suite': 'Baseline',
  '--suite-map': 'old=new',
  '--section': 'Login > Forms',
  '--filter': 'priority_id=High',
  '--updated-since': '30d',
  '--kinds': 'changed,onlyLeft',
  '--fields': 'custom_steps,custom_expected',
  '--ignore-fields': 'estimate',
  '--field-map': 'custom_a=custom_b',
  file: 'FILE',
  duration: '20m',
  n: '20',
};
