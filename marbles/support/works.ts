import {
  catchError,
  mergeMap,
  of,
  type MonoTypeOperatorFunction,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import type { ColdObservable } from 'rxjs/internal/testing/ColdObservable';

/** Each work's request, through an operator that knows the work's name. A request that fails is seen as x. */
export const requestsOf = (
  requests: Record<string, Observable<string>>,
  operator: (name: string) => MonoTypeOperatorFunction<string>,
): OperatorFunction<string, string> =>
  mergeMap((name) =>
    requests[name]!.pipe(
      operator(name),
      catchError(() => of('x')),
    ),
  );

/** The attempts of one request, the first subscription gets the first. */
export function attemptsOf(...attempts: ColdObservable<string>[]): () => Observable<string> {
  let attempt = 0;
  return () => attempts[attempt++]!;
}

/** What a server says that was asked too fast. */
export class Refused {
  constructor(
    readonly retryAfterMs?: number,
    readonly limit?: number,
  ) {}
}
