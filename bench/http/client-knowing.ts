/**
 * As fast as a client can be that reads with axios and `JSON.parse`: it knows all pages beforehand, has `concurrency` requests
 * in flight, and compares nothing. What it takes beyond the bound is this machine's share in the time of every client.
 */
import { Agent } from 'node:http';
import axios from 'axios';
import { addressFromEnvironment, report } from './measured.js';
import { pageRequests } from './page-requests.js';

const LISTS = [30, 34].flatMap((id) => [`get_project/${id}`, `get_suites/${id}`]);

async function main(): Promise<void> {
  const concurrency = Number(process.argv[2]);
  const { url, user, apiKey } = addressFromEnvironment();
  const client = axios.create({
    baseURL: url,
    auth: { username: user, password: apiKey },
    headers: { 'Content-Type': 'application/json' },
    httpAgent: new Agent({ keepAlive: true, maxSockets: concurrency }),
  });
  const since = performance.now();
  const cases = new Map<number, unknown>();
  await Promise.all(LISTS.map((list) => client.get(`/index.php?/api/v2/${list}`)));
  const pages = pageRequests();
  let next = 0;
  const readOn = async (): Promise<void> => {
    for (let page = pages[next++]; page !== undefined; page = pages[next++]) {
      const { data } = await client.get<{ cases: { id: number }[] }>(page);
      for (const each of data.cases) cases.set(each.id, each);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, readOn));
  const requests = LISTS.length + pages.length;
  report({ ms: performance.now() - since, cases: cases.size, requests, throttled: 0 });
}

void main();
