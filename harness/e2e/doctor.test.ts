/** `kammerton doctor`, and what `run` learns before it judges: exit codes, and one fix for each finding. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createReferenceServer } from '../../reference-server/index.ts';
import { openFront } from '../preflight/front-for-tests.ts';
import { KAMMERTON, kammerton } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'kammerton-doctor-'));
const opened: (() => unknown)[] = [];
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const SERVE = [
  ...KAMMERTON,
  'serve',
  '--port',
  '${port}',
  '--domain',
  'home.test',
  '--challenge-lifetime',
  '8',
];
const SCENARIO = 'p2core/registration/new-name';

function target(text: string): string {
  const path = join(folder, 'target.yaml');
  writeFileSync(path, `name: s\ndomain: home.test\nprofiles: [p2core]\n${text}`);
  return path;
}

const started = (command: readonly string[], more = ''): string =>
  target(`url: http://127.0.0.1:\${port}
start: { command: ${JSON.stringify(command)}, ready: { path: /p2core/challenge, timeout: 60s } }
${more}`);

/** A server in this process that hides its events. */
async function withoutEvents(): Promise<string> {
  const server = await createReferenceServer({ domain: 'home.test' });
  const { url } = await server.listen();
  const front = await openFront(url, (pass) => (pass.path === '/p2core/events' ? { status: 404 } : { pass }));
  opened.push(
    () => server.close(),
    () => front.close(),
  );
  return front.url;
}

describe('doctor', () => {
  it('says that all is well where it is, and that its token was not needed', async () => {
    const { code, stdout, stderr } = await kammerton(['doctor', '--target', started(SERVE)]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/\n✓ reaches-us +it asked p\d+-\w+\.test: GET \/p2core\/key\/server from /);
    expect(stdout).toMatch(/\nall well: kammerton run is next\n$/);
  }, 60_000);

  it('finds out that a target wants https of its peers', async () => {
    const [node = '', ...words] = SERVE;
    const insisting = [
      'KAMMERTON_PEERS=$(printf %s "$KAMMERTON_PEERS" | sed s,http:,https:,g)',
      'NODE_EXTRA_CA_CERTS=$KAMMERTON_CA',
      'exec "$@"',
    ].join(' ; export KAMMERTON_PEERS NODE_EXTRA_CA_CERTS ; ');
    const command = ['sh', '-c', insisting.replace(' ; export', '; export'), 'sh', node, ...words];
    const { code, stdout } = await kammerton(['doctor', '--target', started(command)]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/\n✗ reaches-us +it never asked p\d+-\w+\.test/);
    expect(stdout).toMatch(/\n +fix: set peers: \{ tls: true \}: then it asked p\d+-\w+\.test/);
    const settled = await kammerton(['doctor', '--target', started(command, 'peers: { tls: true }\n')]);
    expect([settled.code, settled.stdout]).toEqual([0, expect.stringMatching(/✓ reaches-us/)]);
  }, 90_000);

  it('ends with exit code 3 where a run would be useless', async () => {
    const path = target('url: http://127.0.0.1:1\n');
    const { code, stdout } = await kammerton(['doctor', '--target', path, '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual({
      target: 's',
      severity: 'useless',
      findings: [
        {
          id: 'reachable',
          severity: 'useless',
          message: 'GET http://127.0.0.1:1/: connection refused',
          fix: 'check that the server runs and listens on 127.0.0.1:1',
        },
      ],
    });
  }, 60_000);
});

describe('a run', () => {
  it('begins with nothing but its header where there is nothing to tell', async () => {
    const words = ['run', SCENARIO, '--target', started(SERVE, 'registration: { password: s3cr3t-Pa55 }\n')];
    const { code, stdout, stderr } = await kammerton([...words, '--out', join(folder, 'out')]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^kammerton /);
  }, 60_000);

  it('is refused with exit code 2 where the file declares what is not served', async () => {
    const path = target(`url: ${await withoutEvents()}\ncapabilities: { events: true }\n`);
    expect(await kammerton(['run', SCENARIO, '--target', path, '--out', join(folder, 'out')])).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^error: capabilities: events: true is declared; GET \/p2core\/events: status 404\nhint: set capabilities: \{ events: false \}, or serve it\n$/,
      ),
    });
  }, 60_000);

  it('is refused with exit code 2 where the domain is another', async () => {
    const path = target(`url: ${await withoutEvents()}\n`);
    writeFileSync(path, `name: s\nurl: ${await withoutEvents()}\ndomain: hom.test\nprofiles: [p2core]\n`);
    const { code, stderr } = await kammerton([
      'run',
      SCENARIO,
      '--target',
      path,
      '--out',
      join(folder, 'out'),
    ]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/\nhint: set domain: home\.test\n$/)]);
  }, 60_000);

  it('goes on where something is only worth telling, and tells it first', async () => {
    const path = target(`url: ${await withoutEvents()}\n`);
    const { code, stdout } = await kammerton([
      'run',
      SCENARIO,
      '--target',
      path,
      '--out',
      join(folder, 'out'),
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^! identification +a foreign actor does not get in: status \d+ /);
    expect(stdout).toMatch(/\n {2}kammerton doctor with the same --target looks closer\n/);
  }, 60_000);
});

describe('init', () => {
  it('writes a file that passes its own validation, with what the server answered', async () => {
    const path = join(folder, 'written.yaml');
    const words = ['init', '--url', await withoutEvents(), '--out', path];
    const { code, stdout, stderr } = await kammerton(words);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`\nrun          kammerton run --target ${path}\n`);
    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(/^domain: home\.test$/m);
    expect(text).toMatch(/^capabilities: \{ keyPackages: true, events: false \}$/m);
    const run = await kammerton(['run', SCENARIO, '--target', path, '--out', join(folder, 'out')]);
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(await kammerton(words)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/exists\nhint: .*--force/),
    });
  }, 60_000);

  it('finds the domain out', async () => {
    const server = await createReferenceServer({ domain: 'elsewhere.test' });
    opened.push(() => server.close());
    const { url } = await server.listen();
    const path = join(folder, 'elsewhere.yaml');
    expect((await kammerton(['init', '--url', url, '--out', path])).code).toBe(0);
    expect(readFileSync(path, 'utf8')).toMatch(/^domain: elsewhere\.test$/m);
  }, 60_000);

  it('writes nothing where nothing answers', async () => {
    const path = join(folder, 'none.yaml');
    const { code, stderr } = await kammerton(['init', '--url', 'http://127.0.0.1:1', '--out', path]);
    expect([code, existsSync(path)]).toEqual([3, false]);
    expect(stderr).toMatch(/^error: GET http:\/\/127\.0\.0\.1:1\/: connection refused\nhint: /);
  }, 60_000);
});
