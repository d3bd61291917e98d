/**
 * A bare loop, the yardstick of CPU and memory: axios, JSON.parse and a Map; every suite's pages one after the other, at most
 * 20 requests in flight. It compares nothing, retries nothing and knows no limit.
 */
import { Agent } from 'node:http';
import axios from 'axios';
import { addressFromEnvironment, report } from './measured.js';

interface Page {
  cases: { id: number }[];
  _links: { next: string | null };
}

async function main(): Promise<void> {
  const { url, user, apiKey } = addressFromEnvironment();
  const client = axios.create({
    auth: { username: user, password: apiKey },
    headers: { 'Content-Type': 'application/json' },
    httpAgent: new Agent({ keepAlive: true, maxSockets: 20 }),
    responseType: 'text',
    transformResponse: [],
  });
  let requests = 0;
  const get = async <T>(path: string): Promise<T> => {
    requests++;
    return JSON.parse((await client.get<string>(`${url}/index.php?/api/v2/${path}`)).data) as T;
  };
  const since = performance.now();
  const cases = new Map<number, unknown>();
  const readSuite = async (projectId: number, suiteId: number): Promise<void> => {
    for (let offset = 0; ; offset += 250) {
      const page = await get<Page>(`get_cases/${projectId}&suite_id=${suiteId}&limit=250&offset=${offset}`);
      for (const each of page.cases) cases.set(each.id, each);
      if (page._links.next === null) return;
    }
  };
  await Promise.all(
    [30, 34].map(async (projectId) => {
      const suites = await get<{ id: number }[]>(`get_suites/${projectId}`);
      await Promise.all(suites.map(({ id }) => readSuite(projectId, id)));
    }),
  );
  report({ ms: performance.now() - since, cases: cases.size, requests, throttled: 0 });
}

void main();
