/** `kammerton serve`: the reference server by itself, for people who write clients, and as a target of `run`. */

import { InvalidArgumentError } from 'commander';
import {
  createReferenceServer,
  FAULTS,
  type ReferenceServer,
  VARIANTS,
} from '../../reference-server/index.ts';
import { type Apis, loadApis } from '../spec/openapi.ts';
import { suggestion } from '../suite/nearest-name.ts';
import { EXIT, type ExitCode } from '../verdict/run-verdict.ts';
import { peerAddresses } from './arguments.ts';
import { listenForInterrupt } from './interrupt.ts';
import type { ServeWords } from './program.ts';
import { UsageError } from './usage-error.ts';

/** Serves until it is told to stop. */
export async function serve(words: ServeWords): Promise<ExitCode> {
  checkNames('fault', words.fault ?? [], FAULTS);
  checkNames('variant', words.variant ?? [], VARIANTS);
  const addresses = words.peers ?? addressesFromEnvironment();
  const apis = await loadApis();
  const interrupt = listenForInterrupt();
  const server = await createReferenceServer({
    domain: words.domain,
    resolve: (domain) => addresses[domain],
    faults: words.fault ?? [],
    variants: words.variant ?? [],
    ...(words.adminToken === undefined ? {} : { adminToken: words.adminToken }),
    ...(words.challengeLifetime === undefined ? {} : { challengeLifetimeSeconds: words.challengeLifetime }),
    ...(words.openRegistration === true ? { openRegistration: true } : {}),
  });
  try {
    const { url } = await listen(server, words);
    process.stdout.write(`${bannerLines(url, server, words, apis).join('\n')}\n`);
    await aborted(interrupt.signal);
    return EXIT.ok;
  } finally {
    await server.close();
    interrupt.release();
  }
}

async function listen(
  server: ReferenceServer,
  { host, port }: ServeWords,
): Promise<{ readonly url: string }> {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      const hint = 'another program listens there; choose another port, or 0 for any free one';
      throw new UsageError(`port ${port} of ${host} is in use`, hint);
    }
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EACCES') {
      throw new UsageError(
        `cannot listen on port ${port} of ${host} (${code})`,
        'choose another --host or --port',
      );
    }
    throw error;
  }
}

function bannerLines(url: string, server: ReferenceServer, words: ServeWords, apis: Apis): readonly string[] {
  const faults = FAULTS.filter(({ id }) => words.fault?.includes(id));
  const variants = VARIANTS.filter(({ id }) => words.variant?.includes(id));
  const operations = apis.operationIds().flatMap((id) => apis.operation(id) ?? []);
  return [
    `listening on ${url}`,
    `domain       ${server.domain}`,
    `admin token  ${server.adminToken}`,
    ...faults.map(({ id, title }) => `fault        ${id}: ${title}`),
    ...variants.map(({ id, title }) => `variant      ${id}: ${title}`),
    '',
    ...operations.map(({ id, method, path }) => `  ${method.padEnd(6)} ${path.padEnd(36)} ${id}`),
    '',
    'try it:',
    `  curl -s -X POST ${url}/p2core/register -H 'content-type: application/json' \\`,
    `    -d '{"actor_name":"alice","password":"correct horse"}'`,
  ];
}

function checkNames(kind: string, names: readonly string[], known: readonly { readonly id: string }[]): void {
  const ids = known.map(({ id }) => id);
  for (const name of names) {
    if (ids.includes(name)) continue;
    const hint = suggestion(name, ids) ?? `kammerton list ${kind}s shows what is known`;
    throw new UsageError(`unknown ${kind} "${name}"`, hint);
  }
}

function addressesFromEnvironment(): Readonly<Record<string, string>> {
  const text = process.env.KAMMERTON_PEERS;
  if (text === undefined || text === '') return {};
  try {
    return peerAddresses(text);
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new UsageError(`KAMMERTON_PEERS: ${error.message}`);
    throw error;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
