/** Targets that answer nothing, or nothing any more: the run ends after a few time-outs, and says what was not measured. */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createReferenceServer, type ReferenceServer } from '../../reference-server/index.ts';
import { MAIN, ROOT } from './compiled.ts';

const DOMAIN = 'home.test';
const SELECTION = ['p2core/registration/*', 'p2core/sessions/*', 'p2core/challenge/*'];
const CONCURRENCY = 2;
/** Requests that meet silence before the target is believed dead: those under way, a few more, and the probe. */
const FEW = 3 * CONCURRENCY + 2;

const servers: (Server | ReferenceServer)[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    await server.close();
  }
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Undefined when nothing was written. */
  readonly results:
    | {
        readonly verdict: string;
        readonly complete: boolean;
        readonly counts: Readonly<Record<string, number>>;
        readonly scenarios: readonly { readonly verdict: string; readonly reason?: string }[];
      }
    | undefined;
}

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function kammertonRun(url: string): Promise<Ended> {
  const out = mkdtempSync(join(tmpdir(), 'kammerton-dead-'));
  const target = join(out, 'target.yaml');
  writeFileSync(
    target,
    `name: dying
url: ${url}
domain: ${DOMAIN}
profiles: [p2core]
limits: { requestTimeout: 2s, peerPatience: 2s, concurrency: ${CONCURRENCY}, requestsPerMinute: 60000 }
`,
  );
  const words = ['run', ...SELECTION, '--target', target, '--out', out, '--seed', '3'];
  const child = spawn(process.execPath, [MAIN, ...words], { cwd: ROOT });
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      printed[stream] += text;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, ...printed, results: readResults(join(out, 'results.json')) };
}

function readResults(path: string): Ended['results'] {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

describe('a target', () => {
  it('that accepts connections and never answers is given up before anything is measured', async () => {
    let asked = 0;
    const url = await listen(() => {
      asked += 1;
    });
    const { code, stdout, stderr } = await kammertonRun(url);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^error: GET \S+: .*no answer within 2000 ms\nhint: /);
    expect(asked).toBe(1);
  }, 60_000);

  it('that answers nothing but its root is given up after a few time-outs too', async () => {
    let unanswered = 0;
    const url = await listen((request, response) => {
      if (request.url === '/') response.end('{}');
      else unanswered += 1;
    });
    const { code, results } = await kammertonRun(url);
    expect(code).toBe(3);
    // Whether anything is measured at all is decided before the run.
    expect(results?.verdict ?? 'inconclusive').toBe('inconclusive');
    expect(results?.counts.passed ?? 0).toBe(0);
    expect(unanswered).toBeLessThanOrEqual(FEW);
  }, 60_000);

  it.each([
    ['closes its port', true],
    ['falls silent', false],
  ])(
    'that %s in mid-run ends it as inconclusive; what was measured stays',
    async (_, isClosed) => {
      const reference = await createReferenceServer({ domain: DOMAIN });
      servers.push(reference);
      let asked = 0;
      let unanswered = 0;
      const url = await listen((request, response) => {
        asked += 1;
        if (asked <= 60) return reference.app.server.emit('request', request, response);
        unanswered += 1;
        if (isClosed) {
          const dying = servers.find((server): server is Server => 'closeAllConnections' in server);
          dying?.close();
          dying?.closeAllConnections();
        }
        return undefined;
      });
      const { code, results } = await kammertonRun(url);
      expect(code).toBe(3);
      expect(results).toMatchObject({ verdict: 'inconclusive', complete: false });
      expect(results?.counts.passed).toBeGreaterThan(0);
      expect(results?.counts).toMatchObject({ failed: 0, error: 0 });
      const told = results?.scenarios.filter(({ reason = '' }) =>
        reason.includes('the target does not answer'),
      );
      expect(told?.length).toBeGreaterThan(10);
      expect(unanswered).toBeLessThanOrEqual(FEW);
    },
    60_000,
  );
});
