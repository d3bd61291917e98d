import { defer, from, mergeMap, type Observable } from 'rxjs';
import { loadVisibleText, type AggregateOptions } from '../compare/index.js';

/** What is made of an aggregate's options, once what they want is loaded: at once where they want nothing. */
export const withMarkup = <O extends AggregateOptions, T>(
  options: O,
  made: (options: O) => Observable<T>,
): Observable<T> =>
  options.normalize?.includes('markup') && !options.visibleText
    ? defer(() => from(loadVisibleText())).pipe(mergeMap((visibleText) => made({ ...options, visibleText })))
    : defer(() => made(options));
