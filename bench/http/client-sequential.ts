/**
 * One page after the other, for as many pages as the first argument says: what raildiff's reader would do without it.
 */
import { Agent } from 'node:http';
import axios from 'axios';
import { addressFromEnvironment, report } from './measured.js';

interface Page {
  cases: unknown[];
  _links: { next: string | null };
}

async function main(): Promise<void> {
  const { url, user, apiKey } = addressFromEnvironment();
  const pages = Number(process.argv[2]);
  const client = axios.create({
    auth: { username: user, password: apiKey },
    headers: { 'Content-Type': 'application/json' },
    httpAgent: new Agent({ keepAlive: true }),
  });
  const get = async <T>(path: string): Promise<T> =>
    (await client.get<T>(`${url}/index.php?/api/v2/${path}`)).data;
  const since = performance.now();
  let [requests, cases, read] = [0, 0, 0];
  for (const projectId of [30, 34]) {
    const suites = await get<{ id: number }[]>(`get_suites/${projectId}`);
    requests++;
    for (const { id } of suites) {
      for (let offset = 0; read < pages; offset += 250) {
        const page = await get<Page>(`get_cases/${projectId}&suite_id=${id}&limit=250&offset=${offset}`);
        requests++;
        read++;
        cases += page.cases.length;
        if (page._links.next === null) break;
      }
    }
  }
  report({ ms: performance.now() - since, cases, requests, throttled: 0 });
}

void main();
