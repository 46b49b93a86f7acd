import { createServer } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createReferenceServer, type ReferenceServerOptions } from '../../reference-server/index.ts';
import type { Network } from '../peers/model.ts';
import { newRunId, startNetwork } from '../peers/network.ts';
import { type Apis, loadApis } from '../spec/openapi.ts';
import { loadRegistry, type Registry } from '../spec/registry.ts';
import { embeddedTargetFile } from '../target/defaults.ts';
import type { TargetFile } from '../target/model.ts';
import { type Examination, examine } from './examine.ts';
import { type Finding, type FindingId, gravest } from './finding.ts';
import { openFront, type Passing } from './front-for-tests.ts';

let apis: Apis;
let registry: Registry;
const opened: (() => unknown)[] = [];

beforeAll(async () => {
  [apis, registry] = await Promise.all([loadApis(), loadRegistry()]);
});
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

type Meet = Parameters<typeof openFront>[1];

interface Setting {
  readonly server?: Partial<ReferenceServerOptions>;
  readonly file?: Partial<TargetFile>;
  readonly front?: Meet;
  readonly brief?: boolean;
  /** Whether the server finds the peers. */
  readonly blind?: boolean;
}

async function network(): Promise<Network> {
  const started = await startNetwork({ runId: newRunId(), poolSize: 2 });
  opened.push(() => started.close());
  return started;
}

async function look({ server, file, front, brief, blind }: Setting): Promise<readonly Finding[]> {
  const peers = await network();
  const reference = await createReferenceServer({
    domain: 'home.test',
    adminToken: 'let-me-in',
    challengeLifetimeSeconds: 8,
    resolve: (domain) => (blind === true ? undefined : peers.addresses[domain]),
    ...server,
  });
  const { url: own } = await reference.listen();
  opened.push(() => reference.close());
  const before = front === undefined ? undefined : await openFront(own, front);
  if (before !== undefined) opened.push(() => before.close());
  return examineAt(before?.url ?? own, peers, file, brief);
}

function examineAt(
  baseUrl: string,
  peers: Network,
  changes: Partial<TargetFile> = {},
  brief = false,
): Promise<readonly Finding[]> {
  const usual = embeddedTargetFile('home.test', ['p2core', 'external-identity']);
  const limits = { ...usual.limits, requestTimeoutMs: 500, peerPatienceMs: 2_000 };
  const file: TargetFile = { ...usual, url: baseUrl, launch: { kind: 'url' }, limits, ...changes };
  const examination: Examination = {
    target: { file, baseUrl, output: () => '', stop: async () => undefined },
    network: peers,
    registry,
    apis,
    runId: newRunId(),
    signal: new AbortController().signal,
    brief,
  };
  return examine(examination);
}

const ofId = (findings: readonly Finding[], id: FindingId): Finding | undefined =>
  findings.find((finding) => finding.id === id && finding.severity !== 'good') ??
  findings.find((finding) => finding.id === id);

const route = ({ method, path }: Passing): string => `${method} ${path.split('?')[0]}`;

describe('a look at a server that is well set up', () => {
  it('finds nothing to do, both ways', async () => {
    const findings = await look({ file: { admin: { token: 'let-me-in' } } });
    expect(findings.filter(({ severity }) => severity !== 'good')).toEqual([]);
    expect(findings.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        ...['reachable', 'profiles', 'registration', 'domain', 'session', 'capabilities', 'identification'],
        ...['reaches-us', 'clock', 'challenge', 'get-body', 'rate', 'admin'],
      ]),
    );
    expect(ofId(findings, 'reaches-us')?.message).toMatch(
      /^it asked p\d+-\w+\.test: GET \/p2core\/key\/server from 127/,
    );
  });

  it('is short before a run: it neither floods it nor rotates its key', async () => {
    const asked: string[] = [];
    const findings = await look({
      brief: true,
      file: { admin: { token: 'let-me-in' } },
      front: (pass) => {
        asked.push(route(pass));
        return { pass };
      },
    });
    expect(gravest(findings)).toBe('good');
    expect(asked.length).toBeLessThan(15);
    expect(asked).not.toContain('PUT /p2core/key/server');
  });
});

describe('a target file that contradicts its server', () => {
  it.each<[what: string, variant: string, id: FindingId, fix: string]>([
    [
      'the field of a challenge',
      'identify.reads-challenge-field',
      'identification',
      'identifyField: challenge',
    ],
    ['signatures', 'identify.reads-signatures-in-hex', 'identification', 'signatureEncoding: hex'],
    ['timestamps', 'history.reads-time-from-query', 'get-body', 'timestampIn: query'],
  ])('in how it reads %s is told which dialect to set', async (_, variant, id, fix) => {
    const findings = await look({ server: { variants: [variant] } });
    expect(ofId(findings, id)).toMatchObject({
      severity: 'mismatch',
      fix: expect.stringContaining(`dialect: { ${fix} }`),
    });
  });

  it('in its domain is told the domain', async () => {
    const findings = await look({ file: { domain: 'hom.test' } });
    expect(ofId(findings, 'domain')).toMatchObject({
      severity: 'mismatch',
      message: expect.stringMatching(/^the file says hom\.test; the server issues \w+@home\.test$/),
      fix: 'set domain: home.test',
    });
  });

  it('in an optional feature that is not served is told to take it out', async () => {
    const setting: Setting = {
      file: { capabilities: { events: true } },
      front: (pass) => (pass.path.startsWith('/p2core/events') ? { status: 404 } : { pass }),
    };
    const expected = { severity: 'mismatch', fix: 'set capabilities: { events: false }, or serve it' };
    expect(ofId(await look(setting), 'capabilities')).toMatchObject(expected);
    expect(ofId(await look({ ...setting, brief: true }), 'capabilities')).toMatchObject(expected);
    const undeclared = await look({ ...setting, file: {} });
    expect(undeclared).toContainEqual({
      id: 'capabilities',
      severity: 'good',
      message: 'events: absent',
      settings: { 'capabilities.events': false },
    });
  });

  it('in an optional feature that it denies is told to have it tested', async () => {
    const findings = await look({ file: { capabilities: { keyPackages: false } } });
    expect(ofId(findings, 'capabilities')).toMatchObject({
      severity: 'note',
      fix: expect.stringMatching(/true/),
    });
  });

  it('in a profile is told so', async () => {
    const findings = await look({
      front: (pass) => (pass.path.startsWith('/users') ? { status: 404 } : { pass }),
    });
    expect(ofId(findings, 'profiles')).toMatchObject({
      severity: 'mismatch',
      message: expect.stringMatching(/^external-identity is declared; GET \/users\/me\/identity: status 404/),
    });
    const modest = await look({ file: { profiles: ['p2core'] } });
    expect(ofId(modest, 'profiles')?.severity).toBe('good');
  });
});

describe('credentials', () => {
  it('of an administrator are tried where rotating does no harm', async () => {
    const wrong = await look({ file: { admin: { token: 'wr0ng-t0ken' } } });
    expect(ofId(wrong, 'admin')).toMatchObject({
      severity: 'problem',
      fix: expect.stringMatching(/admin\.token/),
    });
    expect(JSON.stringify(wrong)).not.toContain('wr0ng-t0ken');
    const untried = await look({
      file: { admin: { token: 'wr0ng-t0ken' }, allow: { rotateServerKey: false } },
    });
    expect(ofId(untried, 'admin')?.severity).toBe('note');
  });

  it('that registration asks for are named', async () => {
    const closed: Meet = (pass) => {
      const isRegistration = route(pass) === 'POST /p2core/register';
      return isRegistration && !pass.body.includes('"invitation"')
        ? { status: 403, body: '{"errcode":403,"error":"INVITATION"}' }
        : { pass };
    };
    const findings = await look({ front: closed, file: { registration: { password: 's3cr3t-Pa55' } } });
    expect(ofId(findings, 'registration')).toEqual({
      id: 'registration',
      severity: 'problem',
      message: 'POST /p2core/register: status 403 {"errcode":403,"error":"INVITATION"}',
      fix: 'set registration: { auth_payload: … } to what this server asks of whoever registers',
    });
    const invited = { password: 's3cr3t-Pa55', authPayload: { invitation: '${unique}' } };
    expect(
      ofId(await look({ front: closed, file: { registration: invited } }), 'registration')?.severity,
    ).toBe('good');
  });

  it('of accounts are tried one by one', async () => {
    const accounts = [{ token: 'n0-such-account' }];
    const findings = await look({ file: { accounts, profiles: ['external-identity'] } });
    expect(ofId(findings, 'accounts')).toMatchObject({
      severity: 'problem',
      message: expect.stringMatching(/^accounts\.0: status 401/),
    });
  });
});

describe('the way to us', () => {
  it('is told apart from a reading that differs', async () => {
    const variants = ['identify.reads-challenge-field', 'identify.reads-signatures-in-hex'];
    const findings = await look({ server: { variants } });
    expect(ofId(findings, 'identification')?.fix).toBe(
      'set dialect: { identifyField: challenge, signatureEncoding: hex }',
    );
    expect(ofId(findings, 'reaches-us')?.severity).toBe('good');
  });

  it('that is shut is told with the address that nobody asked, and what to set', async () => {
    const findings = await look({ blind: true });
    expect(ofId(findings, 'reaches-us')).toMatchObject({
      severity: 'problem',
      message: expect.stringMatching(
        /^it never asked p\d+-\w+\.test, which listens on http:\/\/127\.0\.0\.1:\d+$/,
      ),
      fix: expect.stringMatching(/peers: \{ ports: 19000-19063 \}/),
    });
  });

  it('that is open does not hide that foreign actors are refused', async () => {
    const findings = await look({
      front: (pass) =>
        route(pass) === 'POST /p2core/session/identify' && pass.body.includes('x')
          ? { pass: { ...pass, body: pass.body.replace(/"signature":"./, '"signature":"%') } }
          : { pass },
    });
    expect(ofId(findings, 'identification')).toMatchObject({ severity: 'problem' });
  });
});

describe('what lies between', () => {
  it('and refuses bodies of GET is suspected', async () => {
    const findings = await look({
      front: (pass) =>
        pass.method === 'GET' && pass.body !== '' ? { status: 400, body: 'Bad Request' } : { pass },
    });
    expect(ofId(findings, 'get-body')).toMatchObject({
      severity: 'mismatch',
      message:
        'refuses a timestamp in the body of a GET (status 400 Bad Request), or something before it does',
      fix: 'set dialect: { timestampIn: query } (decision D5)',
    });
  });

  it('and drops bodies of GET is noticed', async () => {
    const findings = await look({
      front: (pass) => ({ pass: pass.method === 'GET' ? { ...pass, body: '' } : pass }),
    });
    expect(ofId(findings, 'get-body')).toMatchObject({
      severity: 'mismatch',
      message: 'ignores a timestamp in the body of a GET',
    });
  });

  it('and throttles is told with a rate to set', async () => {
    let asked = 0;
    const findings = await look({
      front: (pass) => {
        asked += route(pass) === 'GET /p2core/challenge' ? 1 : 0;
        return asked > 20 ? { status: 429, headers: { 'retry-after': '30' } } : { pass };
      },
    });
    expect(ofId(findings, 'rate')).toMatchObject({
      severity: 'problem',
      message: expect.stringMatching(/^status 429 after \d+ requests \(Retry-After: 30\)$/),
      fix: expect.stringMatching(/requestsPerMinute: [1-9]\d \}/),
    });
  });

  it('and redirects is told where it leads', async () => {
    const findings = await look({
      front: ({ path }) => ({ status: 301, headers: { location: `https://elsewhere.test${path}` } }),
    });
    expect(ofId(findings, 'profiles')).toMatchObject({
      severity: 'problem',
      fix: expect.stringMatching(/set url to where it leads \(https:\/\/elsewhere\.test\//),
    });
  });
});

describe('clocks', () => {
  it.each([
    [-7_200, 'problem', /^is 7[12]\d\d s behind ours/],
    [90, 'note', /^is (89|90|91) s ahead of ours/],
  ] as const)('that are %i s apart are told', async (seconds, severity, message) => {
    const findings = await look({
      front: (pass) => ({
        pass,
        headers: { date: new Date(Date.now() + seconds * 1_000).toUTCString() },
      }),
    });
    const told = ofId(findings, 'clock');
    expect([told?.severity, told?.message]).toEqual([severity, expect.stringMatching(message)]);
  });

  it('are told to be unknown without a Date header', async () => {
    const peers = await network();
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => socket.write('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    opened.push(() => server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const findings = await examineAt(`http://127.0.0.1:${port}`, peers);
    expect(ofId(findings, 'clock')?.message).toMatch(/^its answers have no Date header/);
    expect(gravest(findings)).toBe('useless');
  });

  it('of challenges that outlive a run are told with what to set', async () => {
    const findings = await look({ server: { challengeLifetimeSeconds: 600 } });
    expect(ofId(findings, 'challenge')).toMatchObject({
      severity: 'note',
      fix: expect.stringMatching(/maxWait: 60[12]s/),
    });
  });
});

describe('a run that would be useless', () => {
  it('is foreseen where nothing listens', async () => {
    const [finding, ...more] = await examineAt('http://127.0.0.1:1', await network());
    expect(finding).toMatchObject({
      id: 'reachable',
      severity: 'useless',
      message: expect.stringMatching(/refused/),
    });
    expect(more).toEqual([]);
  });

  it('is foreseen where the server stops answering', async () => {
    let asked = 0;
    const peers = await network();
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => {
        asked += 1;
        if (asked === 1) socket.write('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    opened.push(() => server.close());
    const address = server.address();
    const findings = await examineAt(
      `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
      peers,
    );
    expect(gravest(findings)).toBe('useless');
  });
});
