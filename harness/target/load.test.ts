import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type LoadContext, loadTargetFile, parseTargetFile } from './load.ts';
import { TargetFileError } from './problem.ts';

const CONTEXT: LoadContext = {
  known: { profiles: ['p2core', 'external-identity'], requirements: ['P2-KEY-04', 'P2-IDN-01'] },
  environment: { STAGE_TOKEN: 'planted-secret', EMPTY: '' },
};
const HEAD = 'name: my-server\nurl: http://127.0.0.1:4000\ndomain: home.test\n';
const STARTED =
  'name: s\nurl: http://127.0.0.1:${port}\ndomain: home.test\nstart:\n  command: [node, s.js]\n';

function problems(text: string): string {
  try {
    parseTargetFile('target.yaml', text, CONTEXT);
  } catch (error) {
    if (error instanceof TargetFileError) return error.message;
    throw error;
  }
  return 'no problem';
}

describe('a broken target file', () => {
  it.each<[mistake: string, text: string, message: string]>([
    [
      'a misspelt key',
      'name: s\nurl: http://h:1\ndomian: home.test\n',
      'target.yaml:3:1: unknown key "domian"; did you mean "domain"?',
    ],
    [
      'a misspelt key inside another',
      `${HEAD}limits:\n  requestTimout: 5s\n`,
      'target.yaml:5:3: unknown key "requestTimout" in limits; did you mean "requestTimeout"?',
    ],
    [
      'a key that resembles nothing',
      `${HEAD}admin: { token: t, colour: red }\n`,
      'target.yaml:4:20: unknown key "colour" in admin; known: token',
    ],
    [
      'an unknown dialect',
      `${HEAD}dialect:\n  indentifyField: challenge\n`,
      'target.yaml:5:3: unknown key "indentifyField" in dialect; did you mean "identifyField"?',
    ],
    [
      'an unknown value of a dialect',
      `${HEAD}dialect:\n  identifyField: chalenge\n`,
      'target.yaml:5:18: dialect.identifyField: expected one of completed_challenge, challenge, got "chalenge"',
    ],
    [
      'a misspelt capability',
      `${HEAD}capabilities: { keypackages: true }\n`,
      'target.yaml:4:17: unknown key "keypackages" in capabilities; did you mean "keyPackages"?',
    ],
    ['no name', 'url: http://h:1\ndomain: home.test\n', 'target.yaml:1:1: name: is missing'],
    [
      'a name that is a number',
      'name: 5\nurl: http://h:1\ndomain: d.test\n',
      'target.yaml:1:7: name: expected text, got a number',
    ],
    ['no domain', 'name: s\nurl: http://h:1\n', 'target.yaml:1:1: domain: is missing'],
    [
      'a domain with a port',
      'name: s\nurl: http://h:1\ndomain: home.test:80\n',
      'target.yaml:3:9: domain: expected a domain without scheme, port or path, such as home.test',
    ],
    [
      'a URL without scheme',
      'name: s\nurl: home.test\ndomain: home.test\n',
      'target.yaml:2:6: url: expected an http or https URL without query or fragment',
    ],
    [
      'a URL with a query',
      'name: s\nurl: http://h/?a=b\ndomain: home.test\n',
      'target.yaml:2:6: url: expected an http or https URL without query or fragment',
    ],
    [
      'a port that nobody chooses',
      'name: s\nurl: http://127.0.0.1:${port}\ndomain: home.test\n',
      'target.yaml:2:6: url: ${port} is known only where the harness starts the target; add start, or write it out',
    ],
    [
      'a duration without a unit',
      `${HEAD}limits: { requestTimeout: "5" }\n`,
      'target.yaml:4:27: limits.requestTimeout: expected a duration such as 500ms, 20s or 2m',
    ],
    [
      'a duration that is a number',
      `${HEAD}limits: { maxWait: 30 }\n`,
      'target.yaml:4:20: limits.maxWait: expected text, got a number',
    ],
    [
      'no concurrency at all',
      `${HEAD}limits: { concurrency: 0 }\n`,
      'target.yaml:4:24: limits.concurrency: must be 1 or more',
    ],
    [
      'an unknown profile',
      `${HEAD}profiles: [p2cor]\n`,
      'target.yaml:4:12: profiles: unknown profile "p2cor"; did you mean "p2core"?',
    ],
    ['an empty list of profiles', `${HEAD}profiles: []\n`, 'target.yaml:4:11: profiles: names no profile'],
    [
      'a waiver for a requirement that does not exist',
      `${HEAD}waivers:\n  P2-KEY-40: no reason\n`,
      'target.yaml:5:3: waivers: unknown requirement "P2-KEY-40"; did you mean "P2-KEY-04"?',
    ],
    [
      'a waiver without a reason',
      `${HEAD}waivers: { P2-KEY-04: "" }\n`,
      'target.yaml:4:23: waivers.P2-KEY-04: must not be empty',
    ],
    [
      'a misspelt placeholder',
      `${STARTED}  env: { P: "\${prot}" }\n`,
      'target.yaml:6:13: start.env.P: unknown placeholder ${prot}; did you mean "port"?',
    ],
    [
      'a placeholder where it means nothing',
      `${HEAD}headers: { X: "\${port}" }\n`,
      'target.yaml:4:15: headers.X: unknown placeholder ${port}; known: env.NAME',
    ],
    [
      'a variable that the environment lacks',
      `${HEAD}admin: { token: "\${env.NO_SUCH}" }\n`,
      'target.yaml:4:17: ${env.NO_SUCH}: the environment has no variable NO_SUCH; set it',
    ],
    [
      'a value of the environment that is none of those allowed',
      `${HEAD}dialect: { bareString: "\${env.STAGE_TOKEN}" }\n`,
      'target.yaml:4:24: dialect.bareString: expected one of json, text, got the value of ${env.STAGE_TOKEN}',
    ],
    [
      'a misspelt command',
      STARTED.replace('command', 'comand'),
      'target.yaml:5:3: unknown key "comand" in start; did you mean "command"?',
    ],
    [
      'a start without a command',
      `${HEAD}start: { cwd: . }\n`,
      'target.yaml:4:8: start.command: is missing; or name an image',
    ],
    [
      'an empty command',
      `${HEAD}start: { command: [] }\n`,
      'target.yaml:4:19: start.command: names no program',
    ],
    [
      'a ready path that is no path',
      `${STARTED}  ready: { path: health }\n`,
      'target.yaml:6:18: start.ready.path: expected a path that begins with /',
    ],
    [
      'a container without a port',
      `${HEAD}start: { image: "server:1" }\n`,
      'target.yaml:4:8: start.expose: is missing: the port that the image listens on',
    ],
    [
      'a container in a folder of this machine',
      `${HEAD}start: { image: "server:1", expose: 80, cwd: . }\n`,
      'target.yaml:4:46: start.cwd: belongs to a command without an image',
    ],
    [
      'a file at no absolute place',
      `${HEAD}start: { image: "server:1", expose: 80, files: [{ source: a, target: b }] }\n`,
      'target.yaml:4:70: start.files.0.target: expected an absolute path in the container',
    ],
    [
      'permissions that are no octal number',
      `${HEAD}start: { image: "server:1", expose: 80, files: [{ source: a, target: /b, mode: "9" }] }\n`,
      "target.yaml:4:80: start.files.0.mode: expected octal permissions in quotes, such as '0644'",
    ],
    [
      'files for a command',
      `${STARTED}  files: [{ source: a, target: /b }]\n`,
      'target.yaml:6:10: start.files: belong to an image',
    ],
    [
      'peers on loopback',
      `${HEAD}peers: { addressing: loopback }\n`,
      'target.yaml:4:22: peers.addressing: peers on loopback have a port in their domain, which no federation ID has: say profiles: [external-identity], or named or dns',
    ],
    [
      'a certificate authority to trust',
      `${HEAD}tls: { ca: ./ca.pem }\n`,
      'target.yaml:4:6: tls: TLS towards the target is verified with the system trust store in this version: set NODE_EXTRA_CA_CERTS instead',
    ],
    [
      'the file of an authority that there is not',
      `${STARTED}  env: { CA: "\${caFile}" }\n`,
      'target.yaml:6:14: start.env.CA: ${caFile} exists only where peers.tls is true',
    ],
    [
      'fixtures',
      `${HEAD}fixtures: { keyPackages: ./k.json }\n`,
      'target.yaml:4:11: fixtures: fixtures are not available in this version: leave them out',
    ],
    [
      'ports that fall',
      `${HEAD}peers: { ports: 41063-41000 }\n`,
      'target.yaml:4:17: peers.ports: expected ports from 1 to 65535, rising',
    ],
    [
      'a secret file that is missing',
      `${HEAD}peers: { secret: ./no-such.secret }\n`,
      `target.yaml:4:18: peers.secret: cannot read ${join(process.cwd(), 'no-such.secret')}`,
    ],
    [
      'a list instead of a map',
      '- name: s\n',
      'target.yaml:1:1: expected a map with name, url and domain at the top',
    ],
    ['an empty file', '', 'target.yaml:1:1: expected a map with name, url and domain at the top'],
    ['a key twice', `${HEAD}name: other\n`, 'target.yaml:4:1: Map keys must be unique'],
    ['a text that does not end', 'name: "s\n', 'target.yaml:2:1: Missing closing "quote'],
  ])('with %s is refused in one line', (_, text, message) => {
    expect(problems(text)).toBe(message);
  });

  it('is told all of its mistakes at once, in the order of the file', () => {
    expect(problems('name: 1\nurl: nowhere\ndomian: home.test\nlimits: { maxWait: soon }\n')).toBe(
      [
        'target.yaml:1:7: name: expected text, got a number',
        'target.yaml:2:6: url: expected an http or https URL without query or fragment',
        'target.yaml:3:1: unknown key "domian"; did you mean "domain"?',
        'target.yaml:4:20: limits.maxWait: expected a duration such as 500ms, 20s or 2m',
      ].join('\n'),
    );
  });

  it('that does not exist is named', () => {
    expect(() => loadTargetFile('no-such.yaml', CONTEXT)).toThrow('no-such.yaml:1:1: there is no such file');
  });

  it('cannot be blown up by aliases', () => {
    const levels = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (const [before, name] of ['ab', 'bc', 'cd', 'de', 'ef']) {
      levels.push(`${name}: &${name} [${Array(10).fill(`*${before}`).join(', ')}]`);
    }
    expect(problems(`${levels.join('\n')}\n`)).toMatch(/^target\.yaml:1:1: Excessive alias count/);
  });
});

describe('a good target file', () => {
  it('is filled in with every default', () => {
    expect(parseTargetFile('target.yaml', HEAD, CONTEXT)).toEqual({
      name: 'my-server',
      url: 'http://127.0.0.1:4000',
      domain: 'home.test',
      profiles: ['p2core', 'external-identity'],
      launch: { kind: 'url' },
      headers: {},
      registration: {},
      capabilities: {},
      dialect: {
        identifyField: 'completed_challenge',
        certEncoding: 'base64-der',
        signatureEncoding: 'base64',
        bareString: 'json',
        timestampIn: 'body',
        updateCertBody: 'string',
        inboxSignature: 'type-first-sorted-v1',
        maxSkewSeconds: 300,
        inboxVerification: 'sync',
        aliasPattern: '^[A-Za-z0-9_]{3,30}$',
      },
      waivers: {},
      allow: { rotateServerKey: false },
      limits: {
        requestTimeoutMs: 5000,
        peerPatienceMs: 35_000,
        maxWaitMs: 30_000,
        concurrency: 8,
        requestsPerMinute: 6000,
      },
      peers: {},
      secrets: {},
      commandLine: '--target target.yaml',
    });
  });

  it('keeps what it says, its paths relative to itself', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kammerton-target-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'target.yaml');
    writeFileSync(join(folder, 'peers.secret'), 'of the peers');
    writeFileSync(
      file,
      `${STARTED}  cwd: bin
  env: { ADMIN: "\${adminToken}", CA: "\${caFile}" }
  ready: { path: /p2core/challenge, timeout: 500ms }
headers: { X-Stage: "\${env.STAGE_TOKEN}" }
admin: { token: "\${adminToken}" }
registration: { password: s3cr3t-Pa55, auth_payload: { email: "\${unique}@example.com" } }
peers: { addressing: dns, tls: true, ports: 41000-41063, secret: ./peers.secret }
capabilities: { keyPackages: true, events: false }
waivers: { P2-KEY-04: no administration API }
limits: { requestTimeout: 1.5s, peerPatience: 1m }
`,
    );
    expect(loadTargetFile(file, CONTEXT)).toMatchObject({
      launch: {
        kind: 'command',
        command: ['node', 's.js'],
        cwd: join(folder, 'bin'),
        env: { ADMIN: '${adminToken}', CA: '${caFile}' },
        ready: { path: '/p2core/challenge', timeoutMs: 500 },
      },
      headers: { 'X-Stage': 'planted-secret' },
      admin: { token: '${adminToken}' },
      registration: { password: 's3cr3t-Pa55', authPayload: { email: '${unique}@example.com' } },
      peers: {
        addressing: 'dns',
        tls: true,
        ports: { from: 41_000, to: 41_063 },
        secret: 'of the peers',
      },
      capabilities: { keyPackages: true, events: false },
      allow: { rotateServerKey: true },
      limits: { requestTimeoutMs: 1500, peerPatienceMs: 60_000 },
      secrets: { $PASSWORD: 's3cr3t-Pa55', $STAGE_TOKEN: 'planted-secret' },
    });
  });

  it('may set a base path, whose last slash does not count', () => {
    const text = 'name: s\nurl: https://home.test/base/\ndomain: HOME.test\n';
    expect(parseTargetFile('t.yaml', text, CONTEXT)).toMatchObject({
      url: 'https://home.test/base',
      domain: 'home.test',
    });
  });
});
