import { browserSpecs } from '../browser/support/chromium.js';

describe('the specs that need a browser', () => {
  it.each<[string, string | undefined, Record<string, string>, 'run' | 'skip' | 'fail']>([
    ['run where there is one', '/usr/bin/chromium', {}, 'run'],
    ['run where there is one and a change is judged', '/usr/bin/chromium', { CI: 'true' }, 'run'],
    ['are skipped where a person has none', undefined, {}, 'skip'],
    ['fail where a change is judged without one', undefined, { CI: 'true' }, 'fail'],
    ['are skipped where it is said so', undefined, { CI: 'true', RAILDIFF_NO_BROWSER: '1' }, 'skip'],
    ['fail where nothing is said', undefined, { CI: 'true', RAILDIFF_NO_BROWSER: '' }, 'fail'],
  ])('%s', (_, path, env, what) => {
    expect(browserSpecs(path, env)).toBe(what);
  });
});
