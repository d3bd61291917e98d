import { hash32, drawFrom, pick, type Draw } from './random.js';
import { LABELS, SENTENCES } from './tables.js';
import { sharesContent, titleOf, titleTwin } from './titles.js';
import type { CaseContent, StepJson } from './types.js';

/** What all cases of a suite are drawn from; the partner suite has the same, so that its cases are the same. */
export interface Blueprint {
  seed: number;
  /** Tells this suite's cases from those of all others. */
  key: number;
  topic: string;
  /** Aimed-at size of a case as JSON, in bytes. */
  bytesPerCase: number;
}

/** Bytes of a case without its texts, as JSON in UTF-8 (measured), and what each step adds to them. */
const FIELD_BYTES = 610;
const STEP_BYTES = 66;

/** Sentences of at least `chars` characters together. Numbers in them are drawn too: attachments, booking references. */
function prose(draw: Draw, chars: number, joint = '\n'): string {
  let text = '';
  do {
    const sentence = pick(draw, SENTENCES).replace('{n}', String(100 + draw(9_000)));
    text = text === '' ? sentence : text + joint + sentence;
  } while (text.length < chars);
  return text;
}

export function drawStep(draw: Draw, chars: number): StepJson {
  return {
    content: prose(draw, chars / 2),
    expected: prose(draw, chars / 2, ' '),
    additional_info: '',
    refs: draw(20) === 0 ? `STEP-${draw(500)}` : '',
  };
}

/**
 * What the case in a slot says on both sides before any difference is planned into it.
 *
 * @param steps whether the case must be one of separate steps (template 2)
 */
export function contentOf(blueprint: Blueprint, slot: number, steps: boolean): CaseContent {
  const { seed, key, topic, bytesPerCase } = blueprint;
  const source = sharesContent(slot) ? (titleTwin(slot) ?? slot) : slot;
  const draw = drawFrom(hash32(seed, key, source));
  // 60 % steps, 35 % text, 5 % exploratory.
  const sort = draw(20);
  const template = steps || sort < 12 ? 2 : sort < 19 ? 1 : 3;
  const content: CaseContent = {
    title: titleOf(topic, slot),
    template_id: template,
    type_id: 1 + draw(12),
    priority_id: 1 + draw(4),
    refs: draw(4) === 0 ? `PAY-${1_000 + draw(8_000)}` : null,
    estimate: draw(3) === 0 ? `${1 + draw(9)}m ${5 * draw(12)}s` : null,
    labels: draw(20) === 0 ? [pick(draw, LABELS)] : [],
    is_deleted: 0,
    custom_automation_type: draw(3),
    custom_preconds: null,
    custom_steps: null,
    custom_expected: null,
    custom_steps_separated: null,
    custom_mission: null,
    custom_goals: null,
  };
  // A prose overshoots its length by half a sentence: about 25 characters.
  const texts = Math.max(0, bytesPerCase - FIELD_BYTES);
  if (template === 2) {
    const count = 2 + draw(2);
    const each = Math.max(0, (texts - 20) / count - STEP_BYTES - 50);
    content.custom_steps_separated = Array.from({ length: count }, () => drawStep(draw, each));
  } else if (template === 1) {
    content.custom_preconds = prose(draw, texts * 0.3 - 25);
    content.custom_steps = prose(draw, texts * 0.4 - 25, '\r\n');
    content.custom_expected = prose(draw, texts * 0.3 - 25);
  } else {
    content.custom_mission = prose(draw, texts * 0.5 - 25);
    content.custom_goals = prose(draw, texts * 0.5 - 25);
  }
  return content;
}
