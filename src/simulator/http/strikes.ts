import { drawFrom, type Draw } from '../world/random.js';
import type { ApiCall } from './api-call.js';
import { matchesRequest, type RequestMatch } from './request-match.js';

/** Which requests something happens at, how often, and from when on. */
export interface Trigger {
  /** The requests it can happen at; left out, any. */
  match?: RequestMatch;
  /** How often it happens. */
  times?: number;
  /** Chance that it happens at a request it matches, 0 to 1, drawn from a fixed seed. Defaults to 1. */
  probability?: number;
  /** Requests of any kind, counted from the simulator's start, that come first and untouched. Defaults to 0. */
  afterRequests?: number;
}

/** Counts how often a trigger was pulled. */
export class Strikes {
  private struck = 0;
  private readonly draw: Draw;

  constructor(
    private readonly trigger: Trigger,
    seed: number,
    private readonly times: number = Infinity,
  ) {
    this.draw = drawFrom(seed);
  }

  /**
   * Whether it happens at this request.
   *
   * @param before number of requests that arrived before it
   */
  at(call: ApiCall | undefined, before: number): boolean {
    const { match = {}, times = this.times, probability = 1, afterRequests = 0 } = this.trigger;
    if (before < afterRequests || this.struck >= times || !matchesRequest(match, call)) return false;
    if (this.draw(1_000_000) >= probability * 1_000_000) return false;
    this.struck++;
    return true;
  }
}
