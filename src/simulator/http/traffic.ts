/** A request as the server saw it. */
export interface Arrival {
  /** When it reached the server, in milliseconds of `performance.now()`. */
  at: number;
  /** The raw URL of the request line. */
  url: string;
  /** The status answered; 0 while there is none, and for ever where the connection was cut or hangs. */
  status: number;
}

export interface SimulatorStats {
  requests: number;
  /** Requests answered with 429 by the limiter. */
  throttled: number;
  /** Most requests that arrived within any `windowMs`, the refused ones among them. */
  maxInWindow: number;
  /** Most requests that had arrived and whose answer was not yet being written, those in line for a worker among them. */
  maxInFlight: number;
  arrivals: Arrival[];
}

/** What happened on the wire, by the server's own clock. */
export class Traffic {
  private readonly arrivals: Arrival[] = [];
  private readonly inFlight = new Set<Arrival>();
  private maxInFlight = 0;
  private throttled = 0;

  constructor(private readonly windowMs: number) {}

  get requests(): number {
    return this.arrivals.length;
  }

  arrive(at: number, url: string): Arrival {
    const arrival = { at, url, status: 0 };
    this.arrivals.push(arrival);
    this.inFlight.add(arrival);
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight.size);
    return arrival;
  }

  /**
   * The answer is about to be written, or its client has gone. Not when it has been written: the client may have read
   * it and sent its next request before the server hears of it, and would look like one too many.
   */
  leave(arrival: Arrival): void {
    this.inFlight.delete(arrival);
  }

  throttle(): void {
    this.throttled++;
  }

  stats(): SimulatorStats {
    return {
      requests: this.arrivals.length,
      throttled: this.throttled,
      maxInWindow: mostWithin(this.arrivals, this.windowMs),
      maxInFlight: this.maxInFlight,
      arrivals: this.arrivals.map((arrival) => ({ ...arrival })),
    };
  }
}

/** Most arrivals in any half-open window `(t - windowMs, t]`. Arrivals are ascending. */
function mostWithin(arrivals: readonly Arrival[], windowMs: number): number {
  let most = 0;
  let first = 0;
  arrivals.forEach(({ at }, last) => {
    while ((arrivals[first] as Arrival).at <= at - windowMs) first++;
    most = Math.max(most, last - first + 1);
  });
  return most;
}
