import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/marbles', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  // Sources import './x.js', as Node's resolver wants it; the file on disk is './x.ts'.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      'ts-jest',
      {
        tsconfig: {
          module: 'commonjs',
          moduleResolution: 'node10',
          ignoreDeprecations: '6.0',
          target: 'es2023',
          lib: ['es2023'],
          isolatedModules: true,
          esModuleInterop: true,
          strict: true,
          types: ['node', 'jest'],
        },
        diagnostics: false,
      },
    ],
  },
  maxWorkers: 2,
  // Far beyond what any test takes: it ends one that hangs, and says nothing of speed.
  testTimeout: 180_000,
};

export default config;
