/** What takes the client's CPU: the functions that take most of it themselves, from a profile of 36,000 cases. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runClient } from './run-client.js';

interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string } }[];
  samples: number[];
  timeDeltas: number[];
}

const TOP = 15;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'raildiff-profile-'));
  try {
    const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500'];
    await runClient('raildiff', ['none', '20'], { pageMs: 200, limit: 'none' }, flags);
    print(JSON.parse(readFileSync(join(folder, readdirSync(folder)[0]!), 'utf8')) as Profile);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function print({ nodes, samples, timeDeltas }: Profile): void {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const micros = new Map<string, number>();
  samples.forEach((id, n) => micros.set(names.get(id)!, (micros.get(names.get(id)!) ?? 0) + timeDeltas[n]!));
  micros.delete('(idle)');
  const all = [...micros.values()].reduce((a, b) => a + b, 0);
  const top = [...micros].sort(([, a], [, b]) => b - a).slice(0, TOP);
  console.log(`${Math.round(all / 1000)} ms, modules included`);
  for (const [name, own] of top) {
    console.log(
      `${String(Math.round(own / 1000)).padStart(5)} ms  ${((100 * own) / all).toFixed(1).padStart(4)} %  ${name}`,
    );
  }
}

const nameOf = ({ functionName, url }: Profile['nodes'][number]['callFrame']): string =>
  `${functionName || '(anonymous)'} ${url.split('/').slice(-2).join('/')}`.trim();

void main();
