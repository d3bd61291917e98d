import { readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { listen, type Listening } from './sockets.js';

export const certificateFile = (name: Certificate | 'ca'): string =>
  join(process.cwd(), 'test', 'support', 'certificates', `${name}.pem`);

export const certificate = (name: Certificate | 'ca'): string => readFileSync(certificateFile(name), 'utf8');

/** See make.sh beside them: all but `self-signed` are signed by `ca`. */
export type Certificate = 'server' | 'expired' | 'other-name' | 'self-signed';

export interface Front extends Listening {
  url: string;
  /** All that clients sent, after TLS. */
  received(): string;
  /** Takes another certificate, and cuts the connections that stand. */
  use(name: Certificate): void;
}

const identity = (name: Certificate) => ({
  key: readFileSync(certificateFile(name).replace(/pem$/, 'key')),
  cert: certificate(name),
});

/** Stands in front of a server and hears all that is sent to it; speaks TLS with the certificate, if one is named. */
export async function front(target: string, name?: Certificate): Promise<Front> {
  const { port, pathname } = new URL(target);
  const chunks: Buffer[] = [];
  const serve = (client: Socket): void => {
    const upstream = connect(Number(port), '127.0.0.1');
    client.on('data', (chunk) => chunks.push(chunk));
    client.pipe(upstream).pipe(client);
    client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
  };
  const secure = name && createTlsServer(identity(name), serve);
  const server = secure ?? createServer(serve);
  const listening = await listen(server, name ? 'secureConnection' : 'connection');
  const path = pathname === '/' ? '' : pathname;
  return {
    ...listening,
    url: `${name ? 'https' : 'http'}://127.0.0.1:${listening.port}${path}`,
    use: (other) => {
      secure?.setSecureContext(identity(other));
      listening.cut();
    },
    received: () => Buffer.concat(chunks).toString('latin1'),
  };
}
