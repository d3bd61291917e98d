import { BlockList, isIP } from 'node:net';

/**
 * Whether `NO_PROXY` names a host: `*`, a name with all below it (`example.com`, `.example.com`, `*.example.com`), an
 * address, a subnet (`10.0.0.0/8`), each with or without a port, separated by commas or spaces.
 */
export function isExempt(noProxy: string, target: URL): boolean {
  const host = plainHost(target.hostname);
  const port = target.port || (target.protocol === 'https:' ? '443' : '80');
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => entry !== '' && (entry === '*' || matches(entry, host, port)));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry.includes('/')) return isInSubnet(entry, host);
  // An address of IP version 6 has colons of its own, and a port only behind brackets.
  const [, name = entry, itsPort] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [];
  if (itsPort !== undefined && itsPort !== port) return false;
  const suffix = plainHost(name).replace(/^\*?\./, '');
  return suffix !== '' && (host === suffix || (!isIP(host) && host.endsWith(`.${suffix}`)));
}

function isInSubnet(entry: string, host: string): boolean {
  const [network = '', prefix = ''] = entry.split('/');
  const version = isIP(plainHost(network));
  if (version === 0 || isIP(host) !== version || !/^\d+$/.test(prefix)) return false;
  if (Number(prefix) > (version === 4 ? 32 : 128)) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const subnet = new BlockList();
  subnet.addSubnet(plainHost(network), Number(prefix), family);
  return subnet.check(host, family);
}

/** Without the brackets of IP version 6, and without the dot that ends a full name. */
const plainHost = (host: string): string => host.replace(/^\[|\]$|\.$/g, '');
