import { spawnSync } from 'node:child_process';
import * as v8 from 'node:v8';
import { optimiseLate } from '../../src/cli/short-runs.js';

jest.mock('node:v8', () => ({ setFlagsFromString: jest.fn() }));

describe('optimiseLate', () => {
  const { v8: version } = process.versions;
  const says = (other: string): void =>
    void Object.defineProperty(process.versions, 'v8', { value: other, configurable: true });
  afterEach(() => {
    says(version);
    jest.mocked(v8.setFlagsFromString).mockClear();
  });

  it('sets a flag of the V8 that it was measured with, which says nothing to it', () => {
    says('11.3.244.8-node.33');
    optimiseLate();
    const [[flag]] = jest.mocked(v8.setFlagsFromString).mock.calls as [[string]];
    const script = `require('node:v8').setFlagsFromString(${JSON.stringify(flag)}); console.log('set')`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    // A later V8 may not know it, and would complain.
    if (version.startsWith('11.')) expect([stdout, stderr]).toEqual(['set\n', '']);
  });

  it.each(['12.4.254.21-node.33', '13.6.233.10-node.20'])('leaves V8 %s as it is', (other) => {
    says(other);
    optimiseLate();
    expect(v8.setFlagsFromString).not.toHaveBeenCalled();
  });
});
