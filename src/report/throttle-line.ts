import type { ThrottleEvent } from '../compare/events.js';
import { count, counted, waitTime } from './numbers.js';
import { sanitize } from './sanitize.js';

/** "180 requests a minute", or the window as it is where that is no minute. */
const pace = ({ rate, windowMs }: ThrottleEvent): string => {
  if (rate === null) return 'no limit';
  return `${counted(rate, 'request')} ${windowMs === 60_000 ? 'a minute' : `in ${count(windowMs / 1000)} s`}`;
};

const pause = ({ pauseMs }: ThrottleEvent): string =>
  pauseMs === undefined ? '' : ` for ${waitTime(pauseMs)}`;

/** What happened, by the kind of change. */
const WHAT: Readonly<Record<ThrottleEvent['what'], (event: ThrottleEvent) => string>> = {
  paused: (event) => `paused${pause(event)}`,
  slowed: (event) =>
    `slowed to ${pace(event)}${event.pauseMs === undefined ? '' : `, paused${pause(event)}`}`,
  recovered: (event) => `recovered to ${pace(event)}`,
  breakerOpened: (event) => `nothing is asked${pause(event)} (circuit breaker open)`,
  breakerHalfOpen: () => 'trying one request (circuit breaker half open)',
  breakerClosed: () => 'asking again (circuit breaker closed)',
};

/** *Why the pace changed, in one line:* `https://rail.example: slowed to 90 requests a minute, paused for 12 s: 429 …`. */
export const throttleLine = (event: ThrottleEvent): string =>
  `${sanitize(event.instance)}: ${WHAT[event.what](event)}: ${sanitize(event.why)}`;
