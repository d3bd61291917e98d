/** What a server's clock shows, by the dates of its answers: to the second, and as old as the last of them. */
export interface ServerClock {
  /** UNIX seconds at its last answer; undefined before one was dated. */
  seconds(): number | undefined;
  /**
   * UNIX seconds that it showed when the clock of this machine showed `localMs`, milliseconds since 1970; undefined before
   * an answer was dated.
   */
  secondsAt(localMs: number): number | undefined;
}

/** A clock that is told of answers. */
export interface HeardClock extends ServerClock {
  /** @param date the header of a good answer, as it came */
  heard(date: string | undefined): void;
}

export function serverClock(): HeardClock {
  let last: { serverMs: number; localMs: number } | undefined;
  return {
    heard: (date) => {
      const serverMs = Date.parse(date ?? '');
      if (!Number.isNaN(serverMs)) last = { serverMs, localMs: Date.now() };
    },
    seconds: () => last && Math.floor(last.serverMs / 1000),
    secondsAt: (localMs) => last && Math.floor((localMs + last.serverMs - last.localMs) / 1000),
  };
}
