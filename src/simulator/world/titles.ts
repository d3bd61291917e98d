import { HAZARDS, LANGUAGES, type Language } from './tables.js';

/** A slot in this many shares its title with an earlier one of another section; see `titleTwin`. */
const TWIN_PERIOD = 41;
/** More than a section's 20 cases, so that twins never stand in one section. */
const TWIN_DISTANCE = 25;
const HAZARD_PERIOD = 97;

/** The earlier slot whose title this one repeats, or undefined where the title is its own. */
export function titleTwin(slot: number): number | undefined {
  return slot % TWIN_PERIOD === TWIN_PERIOD - 1 ? slot - TWIN_DISTANCE : undefined;
}

/** Whether any other slot could have the same title. */
export function sharesTitle(slot: number): boolean {
  const rest = slot % TWIN_PERIOD;
  return rest === TWIN_PERIOD - 1 || rest === TWIN_PERIOD - 1 - TWIN_DISTANCE;
}

/** Every other pair of twins holds the same content too. */
export function sharesContent(slot: number): boolean {
  return titleTwin(slot) !== undefined && Math.floor(slot / TWIN_PERIOD) % 2 === 1;
}

/**
 * The title of a slot. But for twins, no two slots of a topic have the same one: the slot's number is written in the
 * mixed radix of its language's tables, and what does not fit into the tables is added as a number.
 */
export function titleOf(topic: string, slot: number): string {
  const own = titleTwin(slot) ?? slot;
  const language = LANGUAGES[own % LANGUAGES.length] as Language;
  const { actions, objects, conditions } = language;
  const words = actions.length * objects.length * conditions.length;
  // A step that has no factor in common with the tables' sizes (7, 8, 11, 13, 17) walks through all of them, in leaps.
  let rest = (own * 1_000_003) % words;
  const action = actions[rest % actions.length];
  rest = Math.floor(rest / actions.length);
  const object = objects[rest % objects.length];
  const condition = conditions[Math.floor(rest / objects.length)];
  const round = Math.floor(own / words);
  const title = `${topic}: ${action} ${object} ${condition}${round > 0 ? ` (${round + 1})` : ''}`;
  if (own % HAZARD_PERIOD !== HAZARD_PERIOD - 1) return title;
  const hazard = HAZARDS[Math.floor(own / HAZARD_PERIOD) % HAZARDS.length];
  return hazard ? hazard(title) : title;
}
